package newsroom

import (
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strconv"
	"time"
)

const (
	modeSubscribe   = "subscribe"
	modeUnsubscribe = "unsubscribe"
	// maxForm caps what the hub is sent, in bytes.
	maxForm = 16 << 10
	// maxHubSecret is the first length that a secret may not have (WebSub §5.1).
	maxHubSecret = 200
	// defaultLease is that of who asks for none.
	defaultLease = 24 * time.Hour
)

// subscriber tells subscriptions apart (WebSub §5.1).
type subscriber struct{ topic, callback string }

// intent is what a subscriber has asked for, and may not have meant.
type intent struct {
	subscriber
	feed   *feed
	mode   string
	secret string
	lease  time.Duration
}

// ServeHTTP takes requests for subscriptions and their ends.
func (h *hub) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	conduct := h.behaves()
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	h.mu.Lock()
	h.count.Asked++
	h.mu.Unlock()
	if conduct.Hang {
		<-r.Context().Done()
		return
	}
	if conduct.Status != 0 {
		w.WriteHeader(conduct.Status)
		return
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseForm(); err != nil {
		http.Error(w, "no form", http.StatusBadRequest)
		return
	}
	wanted, fault := h.read(r.PostForm)
	if fault != "" {
		http.Error(w, fault, http.StatusBadRequest)
		return
	}
	select {
	case h.intents <- wanted:
		w.WriteHeader(http.StatusAccepted)
	default:
		w.WriteHeader(http.StatusServiceUnavailable)
	}
}

// read reads a form, and says what is wrong with it.
func (h *hub) read(form url.Values) (_ intent, fault string) {
	i := intent{
		subscriber: subscriber{topic: form.Get("hub.topic"), callback: form.Get("hub.callback")},
		mode:       form.Get("hub.mode"), secret: form.Get("hub.secret"), lease: defaultLease,
	}
	if seconds := form.Get("hub.lease_seconds"); seconds != "" {
		n, err := strconv.ParseUint(seconds, 10, 31)
		if err != nil || n == 0 {
			return intent{}, "hub.lease_seconds is no number"
		}
		i.lease = time.Duration(n) * time.Second
	}
	for _, f := range h.room.feeds {
		if f.hub != "" && f.url() == i.topic {
			i.feed = f
		}
	}
	switch {
	case i.mode != modeSubscribe && i.mode != modeUnsubscribe:
		return intent{}, "hub.mode is none"
	case i.feed == nil:
		return intent{}, "hub.topic is none of this hub's"
	case !isLoopback(i.callback):
		return intent{}, "hub.callback is not on the loopback"
	case len(i.secret) >= maxHubSecret:
		return intent{}, "hub.secret is too long"
	}
	return i, ""
}

// isLoopback keeps the hub from calling anybody else's machine.
func isLoopback(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	host := u.Host
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	addr, err := netip.ParseAddr(host)
	return err == nil && addr.IsLoopback()
}
