package robots

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/wirecopy/wirecopy/internal/web"
)

const (
	// firstWait and mostWait bound the waits for a site that doesn't tell, which
	// grow with how long it hasn't.
	firstWait, mostWait = 5 * time.Minute, 24 * time.Hour
	// silence is how long a site that can't tell what it allows is left alone, or
	// held to what it told before. After that it is as if it had no robots.txt (RFC 9309 §2.3.1.4).
	silence = 30 * 24 * time.Hour
	// maxFault caps the reason that is kept, in bytes.
	maxFault = 500
)

// ask asks a site for its robots.txt. An error is not the site's: its lane is
// taken, or we were stopped, or the lanes can't be told.
func (p *Permits) ask(ctx context.Context, o origin, old record) (record, error) {
	response, err := p.deps.Web.Get(ctx, web.Request{URL: o.String() + robotsPath, Accept: "text/plain, */*;q=0.1"})
	now := p.now()
	switch kind := web.KindOf(err); {
	case kind == web.KindCanceled || kind == web.KindGate:
		return record{}, err
	case kind == web.KindForbidden || kind == web.KindRequest:
		return record{Known: true, Until: now.Add(firstWait)}, nil // the page's own Get says so best
	case kind == web.KindRedirect:
		return p.says(ctx, o, nil, now) // it leads nowhere (RFC 9309 §2.3.1.2)
	case err != nil:
		return silent(old, now, web.UntilOf(err), err.Error()), nil
	case response.OK():
		return p.says(ctx, o, response.Body, now)
	case response.Status >= 500 || response.Status == http.StatusTooManyRequests:
		retryAfter, _ := web.RetryAfter(response.Header, now)
		return silent(old, now, retryAfter, fmt.Sprintf("the site answered %d %s", response.Status, http.StatusText(response.Status))), nil
	default:
		return p.says(ctx, o, nil, now) // there is none (RFC 9309 §2.3.1.3)
	}
}

// says is the record of what a site says to us; the lanes hear of its delay.
func (p *Permits) says(ctx context.Context, o origin, text []byte, now time.Time) (record, error) {
	told := parse(text, p.config.Agent)
	if err := p.deps.Lanes.SetSpacing(ctx, o.host, told.delay); err != nil {
		return record{}, err
	}
	r := record{Known: true, Until: now.Add(p.config.TTL)}
	for _, one := range told.rules {
		r.Rules = append(r.Rules, one.String())
	}
	return r, nil
}

// silent is the record of a site that can't tell what it allows. What it told
// before holds (RFC 9309 §2.4), and the waits double.
func silent(old record, now, retryAfter time.Time, fault string) record {
	r := record{Known: old.Known, Rules: old.Rules, Since: old.Since, Fault: strings.ToValidUTF8(fault[:min(len(fault), maxFault)], "")}
	if r.Since.IsZero() {
		r.Since = now
	}
	mute := now.Sub(r.Since)
	r.Until = now.Add(min(max(mute, firstWait), mostWait))
	if latest := now.Add(mostWait); retryAfter.After(latest) {
		r.Until = latest
	} else if retryAfter.After(r.Until) {
		r.Until = retryAfter
	}
	if mute >= silence {
		r.Known, r.Rules = true, nil
	}
	return r
}
