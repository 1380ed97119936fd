package deploy_test

import (
	"maps"
	"testing"
)

// Pages are kept where the setup makes a place for them, and nowhere else.
func TestPagesAreKeptWhereThereIsRoom(t *testing.T) {
	t.Parallel()
	for bytes, want := range map[int]map[string]map[string]string{
		0: {"parser": {}, "setup-1": {}},
		20_000_000_000: {
			"parser":  {"WIRECOPY_PAGES": "nats", "WIRECOPY_PAGES_BYTES": "20000000000", "WIRECOPY_KEEP_PAGES": "30d"},
			"setup-1": {"WIRECOPY_PAGES_BYTES": "20000000000", "WIRECOPY_KEEP_PAGES": "30d"},
		},
	} {
		found := pods(render(t, "ci/default.yaml", map[string]any{
			"streams": map[string]any{"pagesBytes": bytes, "pagesAge": "30d"},
		}))
		for name, want := range want {
			got := map[string]string{}
			for i := range found["wire-wirecopy-"+name].at("containers", 0, "env").([]any) {
				v := object(found["wire-wirecopy-"+name].at("containers", 0, "env", i).(map[string]any))
				switch variable := v["name"].(string); variable {
				case "WIRECOPY_PAGES", "WIRECOPY_PAGES_BYTES", "WIRECOPY_KEEP_PAGES":
					got[variable] = value(t, v)
				}
			}
			if !maps.Equal(got, want) {
				t.Errorf("with %d bytes %s has %v, want %v", bytes, name, got, want)
			}
		}
	}
}
