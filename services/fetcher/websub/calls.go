package websub

import (
	"errors"
	"net/http"

	"go.uber.org/zap"
)

// ServeHTTP answers the calls of hubs: questions by GET, pushes by POST, and
// nothing else. What no hub of ours can have sent is a 404 and costs no read of NATS.
func (s *Subscriber) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	select {
	case s.calls <- struct{}{}:
		defer func() { <-s.calls }()
	default:
		if r.Method == http.MethodPost {
			s.metrics.pushes.WithLabelValues(pushBusy).Inc()
		}
		w.Header().Set("Retry-After", "5")
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	c, ok := s.ring().recognise(s.config.URL, r.URL.Path)
	switch r.Method {
	case http.MethodGet:
		s.verify(w, r, c, ok)
	case http.MethodPost:
		s.push(w, r, c, ok)
	default:
		w.Header().Set("Allow", "GET, POST")
		w.WriteHeader(http.StatusMethodNotAllowed)
	}
}

// calls says whether a caller's subscription is this one.
func (c caller) isCurrent(s *subscription) bool {
	return s.Hub != "" && s.Key == c.key.name && markOf(s.Hub, s.Topic) == c.mark
}

// former finds the caller's subscription among those that are over.
func (c caller) former(s *subscription) (former, bool) {
	for _, f := range s.Former {
		if f.Key == c.key.name && markOf(f.Hub, f.Topic) == c.mark {
			return f, true
		}
	}
	return former{}, false
}

// untreated answers a call that NATS keeps us from working on: the hub tries again.
func (s *Subscriber) untreated(w http.ResponseWriter, c caller, err error) {
	if !errors.Is(err, errForeign) {
		s.log.Warn("can't work on a hub's call", zap.String("feed", c.feed), zap.Error(err))
	}
	w.Header().Set("Retry-After", "60")
	w.WriteHeader(http.StatusServiceUnavailable)
}
