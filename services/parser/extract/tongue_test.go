package extract

import (
	"strings"
	"testing"
)

func TestTell(t *testing.T) {
	t.Parallel()
	known := newTongues()
	english := "The ferry left the northern harbour on Saturday with every seat taken, its captain said as the ropes were thrown off the quay and the band of the town played for those who had come."
	german := "Die Fähre hat den Hafen am Samstag mit allen Plätzen besetzt verlassen, und der Kapitän sagte, dass es nicht die letzte Fahrt für dieses Jahr ist, auch wenn das Eis von Norden kommt."
	for name, test := range map[string]struct {
		s, base string
		want    string
	}{
		"as declared":       {english, "en", "en"},
		"another":           {german, "en", "de"},
		"nothing declared":  {german, "", "de"},
		"unknown language":  {english, "xx", "en"},
		"too short to tell": {"The ferry left the harbour.", "en", ""},
		"Danish, or nearly": {strings.Repeat("Færgen lå i havnen og det var en kold dag for dem som var på den til de med ikke har. ", 2), "no", "no"},
		"names alone":       {"Anna Petrova Jane Roe John Doe Ann Lee Max Mustermann Erika Musterfrau Jan Kowalski Maria Rossi Juan Perez Ole Hansen Kari Nordmann", "en", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := known.tell(test.s, test.base); got != test.want {
				t.Errorf("it is %q", got)
			}
		})
	}
}
