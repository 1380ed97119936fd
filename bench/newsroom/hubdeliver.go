package newsroom

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/hex"
	"hash"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"
)

const (
	// maxTries is how often a push is tried, and tryPause lies between two tries.
	maxTries, tryPause = 3, 200 * time.Millisecond
	// maxEcho is how much of an echo is read, in bytes.
	maxEcho = 1 << 10
)

// delivery is a subscription that was verified.
type delivery struct {
	feed   *feed
	secret string
	until  time.Time
	told   edition // the latest that was pushed, or was out before
	busy   bool    // it is being pushed
}

// work verifies intents and pushes editions until ctx ends.
func (h *hub) work(ctx context.Context) {
	var wg sync.WaitGroup
	defer wg.Wait()
	tick := time.NewTicker(hubLook)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case wanted := <-h.intents:
			wg.Go(func() { h.verify(ctx, wanted) })
		case <-tick.C:
			for who, news := range h.news() {
				wg.Go(func() { h.deliver(ctx, who, news) })
			}
		}
	}
}

// verify asks a subscriber whether it meant what it asked for (WebSub §5.3).
func (h *hub) verify(ctx context.Context, i intent) {
	conduct := h.behaves()
	query := url.Values{"hub.mode": {i.mode}, "hub.topic": {i.topic}}
	if conduct.Deny != "" && i.mode == modeSubscribe {
		query.Set("hub.mode", "denied")
		query.Set("hub.reason", conduct.Deny)
		h.mu.Lock()
		h.count.Denied++
		delete(h.subscriptions, i.subscriber) // before it is told: who asks again then is not forgotten
		h.mu.Unlock()
		_, _ = h.call(ctx, http.MethodGet, join(i.callback, query), nil, nil) // whatever it says
		return
	}
	lease := i.lease
	if conduct.Lease > 0 {
		lease = min(lease, conduct.Lease)
	}
	challenge := rand.Text()
	query.Set("hub.challenge", challenge)
	query.Set("hub.lease_seconds", strconv.Itoa(int(lease/time.Second)))
	status, echo := h.call(ctx, http.MethodGet, join(i.callback, query), nil, nil)
	now := time.Now()
	told, _ := h.room.edition(i.feed, h.room.seconds())
	h.mu.Lock()
	defer h.mu.Unlock()
	switch {
	case status/100 != 2 || echo != challenge:
		h.count.Refused++
	case i.mode == modeUnsubscribe:
		h.count.Ended++
		delete(h.subscriptions, i.subscriber)
	default:
		h.count.Verified++
		if known := h.subscriptions[i.subscriber]; known != nil { // renewed
			told = known.told
		}
		h.subscriptions[i.subscriber] = &delivery{feed: i.feed, secret: i.secret, until: now.Add(lease), told: told}
	}
}

// news are the subscriptions with an edition that was not pushed yet, which are
// marked as busy. Leases that have run out are forgotten.
func (h *hub) news() map[subscriber]delivery {
	now, seconds := time.Now(), h.room.seconds()
	h.mu.Lock()
	defer h.mu.Unlock()
	found := map[subscriber]delivery{}
	for who, d := range h.subscriptions {
		if !d.until.After(now) {
			delete(h.subscriptions, who)
			continue
		}
		if e, _ := h.room.edition(d.feed, seconds); e != d.told && !d.busy {
			d.busy, d.told = true, e
			found[who] = *d
		}
	}
	return found
}

// deliver pushes an edition, some times if need be (WebSub §7).
func (h *hub) deliver(ctx context.Context, who subscriber, d delivery) {
	conduct := h.behaves()
	status := 0
	if !conduct.Mute {
		_, modified := h.room.edition(d.feed, h.room.seconds())
		body := h.room.document(d.feed, d.told, modified, false)
		header := http.Header{"Content-Type": {d.feed.format.mediaType()}, "Link": {d.feed.links()}}
		if d.secret != "" {
			header.Set("X-Hub-Signature", conduct.sign(d.secret, body))
		}
		for range maxTries {
			if status, _ = h.call(ctx, http.MethodPost, who.callback, header, body); status/100 == 2 || status == http.StatusGone {
				break
			}
			select {
			case <-time.After(tryPause):
			case <-ctx.Done():
			}
		}
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if known := h.subscriptions[who]; known != nil {
		known.busy = false
	}
	switch {
	case conduct.Mute:
	case status == http.StatusGone:
		h.count.Ended++
		delete(h.subscriptions, who)
	case status/100 == 2:
		h.count.Delivered++
	default:
		h.count.Failed++
	}
}

// sign signs a body as the conduct says (WebSub §8).
func (c Conduct) sign(secret string, body []byte) string {
	method, name := sha256.New, "sha256"
	if m, ok := map[string]func() hash.Hash{"sha1": sha1.New, "sha384": sha512.New384, "sha512": sha512.New}[c.Method]; ok {
		method, name = m, c.Method
	}
	if c.Forge {
		secret += "?"
	}
	h := hmac.New(method, []byte(secret))
	h.Write(body)
	return name + "=" + hex.EncodeToString(h.Sum(nil))
}

// call calls a subscriber; status is 0 when no answer comes.
func (h *hub) call(ctx context.Context, method, address string, header http.Header, body []byte) (status int, answer string) {
	r, err := http.NewRequestWithContext(ctx, method, address, bytes.NewReader(body))
	if err != nil {
		return 0, ""
	}
	if header != nil {
		r.Header = header.Clone()
	}
	response, err := h.client.Do(r)
	if err != nil {
		return 0, ""
	}
	defer response.Body.Close()
	text, _ := io.ReadAll(io.LimitReader(response.Body, maxEcho)) // a broken echo is another one
	return response.StatusCode, string(text)
}

// join adds parameters to those that a callback has (WebSub §5.1.1).
func join(callback string, query url.Values) string {
	if strings.Contains(callback, "?") {
		return callback + "&" + query.Encode()
	}
	return callback + "?" + query.Encode()
}
