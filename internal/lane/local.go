package lane

import "github.com/wirecopy/wirecopy/internal/web"

// Local is the lanes of one process, in memory.
type Local struct{ porter }

var _ web.Gate = (*Local)(nil)

// NewLocal makes lanes for all hosts.
func NewLocal(config Config) *Local {
	return &Local{porter{config: config.withDefaults(), doors: map[string]*door{}, metrics: newMetrics()}}
}
