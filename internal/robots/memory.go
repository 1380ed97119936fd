package robots

import "time"

const (
	// maxMemory caps what is kept in memory of all sites, in bytes, roughly.
	maxMemory = 32 << 20
	// siteSize and ruleSize are what a site and a rule take besides the paths.
	siteSize, ruleSize = 256, 32
)

// memory is the sites that this process knows.
type memory struct {
	sites map[string]*site // by origin
	size  int
}

// get finds a site that is still good.
func (m *memory) get(key string, now time.Time) (*site, bool) {
	s, found := m.sites[key]
	if found && !s.until.After(now) {
		m.drop(key, s)
		return nil, false
	}
	return s, found
}

// put keeps a site, and drops any others to make room: they are in the bucket.
func (m *memory) put(key string, s *site) {
	if old, found := m.sites[key]; found {
		m.drop(key, old)
	}
	for other, old := range m.sites {
		if m.size+s.size() <= maxMemory {
			break
		}
		m.drop(other, old)
	}
	m.sites[key] = s
	m.size += s.size()
}

func (m *memory) drop(key string, s *site) {
	delete(m.sites, key)
	m.size -= s.size()
}

// size is about what a site takes, in bytes.
func (s *site) size() int {
	size := siteSize + len(s.fault)
	for _, r := range s.rules {
		size += ruleSize + len(r.path)
	}
	return size
}
