package bus_test

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/bus/bustest"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

func TestLastsReadsMany(t *testing.T) {
	t.Parallel()
	b := bustest.New(t)
	var subjects []string
	for n := range bus.MaxLasts {
		subjects = append(subjects, schema.PollOf(strconv.Itoa(n)))
		if n%2 == 1 {
			continue
		}
		for _, body := range []string{"before", "last"} {
			if _, _, err := b.Publish(t.Context(), bus.Outgoing{Subject: subjects[n], ID: fmt.Sprint(n, body), Body: []byte(body)}); err != nil {
				t.Fatal(err)
			}
		}
	}
	found := map[string]bool{}
	for m, err := range b.Lasts(t.Context(), schema.StreamPolls, subjects) {
		if err != nil {
			t.Fatal(err)
		}
		if string(m.Body) != "last" || found[m.Subject] {
			t.Errorf("%s: %q", m.Subject, m.Body)
		}
		found[m.Subject] = true
	}
	if len(found) != bus.MaxLasts/2 {
		t.Errorf("%d found, want half of %d", len(found), bus.MaxLasts)
	}
	for m, err := range b.Lasts(t.Context(), schema.StreamPolls, []string{"polls.none"}) {
		t.Errorf("of nothing: %v, %v", m, err)
	}
	for m, err := range b.Lasts(t.Context(), schema.StreamPolls, nil) {
		t.Errorf("of no subjects: %v, %v", m, err)
	}
	for _, err := range b.Lasts(t.Context(), schema.StreamPolls, append(subjects, "polls.more", "polls.most")) {
		if err == nil {
			break // the server's bound is on what is found
		}
	}
}
