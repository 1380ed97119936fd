package bustest

import (
	"encoding/json"
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/nats-io/nats.go"

	"github.com/wirecopy/wirecopy/internal/bus"
)

// snapshotPatience is how long the server may take for the next piece of a snapshot.
const snapshotPatience = 10 * time.Second

// Snapshot is a stream with its consumers, as `nats stream backup` keeps it.
type Snapshot struct {
	Stream string
	origin origin
	pieces [][]byte
}

// origin is what the server says of a stream with its snapshot, and wants to know
// when it is restored.
type origin struct {
	Config json.RawMessage `json:"config"`
	State  json.RawMessage `json:"state"`
}

// BackUp takes a snapshot of every stream that the manual (docs/storage.md) names
// for it, in its order, by the requests that the nats command sends.
func BackUp(tb testing.TB, b *bus.Bus, manual string) (all []Snapshot) {
	tb.Helper()
	text, err := os.ReadFile(manual)
	if err != nil {
		tb.Fatal(err)
	}
	order := regexp.MustCompile(`for s in ([A-Za-z_ ]+); do\s+nats stream backup`).FindSubmatch(text)
	if order == nil {
		tb.Fatalf("%s doesn't say in which order streams are backed up", manual)
	}
	for stream := range strings.FieldsSeq(string(order[1])) {
		all = append(all, snapshot(tb, b.Conn(), stream))
	}
	return all
}

// snapshot asks for one stream.
func snapshot(tb testing.TB, conn *nats.Conn, stream string) Snapshot {
	tb.Helper()
	place := conn.NewInbox()
	pieces, err := conn.SubscribeSync(place)
	if err != nil {
		tb.Fatal(err)
	}
	defer func() { _ = pieces.Unsubscribe() }()
	s := Snapshot{Stream: stream}
	ask(tb, conn, "$JS.API.STREAM.SNAPSHOT."+stream, map[string]any{"deliver_subject": place, "jsck": true}, &s.origin)
	for {
		m, err := pieces.NextMsg(snapshotPatience)
		if err != nil {
			tb.Fatalf("snapshot of %s: %v", stream, err)
		}
		if len(m.Data) == 0 {
			if status := m.Header.Get("Status"); status != "" && status != "204" {
				tb.Fatalf("snapshot of %s: %v", stream, m.Header)
			}
			return s
		}
		s.pieces = append(s.pieces, m.Data)
		if m.Reply == "" {
			continue
		}
		if err := m.Respond(nil); err != nil {
			tb.Fatal(err)
		}
	}
}

// Restore makes the stream anew on a server that has none of its name, as `nats
// stream restore` does.
func (s Snapshot) Restore(tb testing.TB, b *bus.Bus) {
	tb.Helper()
	var place struct {
		Subject string `json:"deliver_subject"`
	}
	ask(tb, b.Conn(), "$JS.API.STREAM.RESTORE."+s.Stream, s.origin, &place)
	for _, piece := range s.pieces {
		if m, err := b.Conn().Request(place.Subject, piece, snapshotPatience); err != nil || len(m.Data) > 0 {
			tb.Fatalf("restore %s: %v", s.Stream, errors.Join(err, faultOf(m)))
		}
	}
	m, err := b.Conn().Request(place.Subject, nil, snapshotPatience)
	if err = errors.Join(err, faultOf(m)); err != nil {
		tb.Fatalf("restore %s: %v", s.Stream, err)
	}
}

// ask sends a request to the server's API, and reads the answer.
func ask(tb testing.TB, conn *nats.Conn, subject string, body, answer any) {
	tb.Helper()
	b, err := json.Marshal(body)
	if err != nil {
		tb.Fatal(err)
	}
	m, err := conn.Request(subject, b, snapshotPatience)
	if err = errors.Join(err, faultOf(m)); err == nil {
		err = json.Unmarshal(m.Data, answer)
	}
	if err != nil {
		tb.Fatalf("%s: %v", subject, err)
	}
}

// faultOf is what the server says is wrong.
func faultOf(m *nats.Msg) error {
	var answer struct {
		Error *struct {
			Description string `json:"description"`
		} `json:"error"`
	}
	if m != nil {
		_ = json.Unmarshal(m.Data, &answer) // what is no JSON is a piece's empty answer
	}
	if answer.Error != nil {
		return errors.New(answer.Error.Description)
	}
	return nil
}
