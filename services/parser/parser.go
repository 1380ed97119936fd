package parser

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/otel/trace"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"

	"github.com/wirecopy/wirecopy/internal/bus"
	"github.com/wirecopy/wirecopy/internal/rawpage"
	"github.com/wirecopy/wirecopy/internal/revision"
	"github.com/wirecopy/wirecopy/internal/telemetry"
	"github.com/wirecopy/wirecopy/internal/web"
	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract"
	"github.com/wirecopy/wirecopy/services/parser/reserve"
)

// Extractor makes the record of a page. Its errors are of type [*extract.Error].
type Extractor interface {
	Read(p extract.Page) (article *schema.Article, next string, err error)
	FromFeed(item *schema.Item, warning string) (*schema.Article, error)
}

// Deps are what a [Parser] works with.
type Deps struct {
	Bus        *bus.Bus
	Web        *web.Client
	Allow      func(ctx context.Context, url string) error // as [web.Request] has it: robots.txt; nil allows all
	Extractor  Extractor
	Pages      *rawpage.Shelf            // where pages are kept; nil keeps none
	Hold       func(ctx context.Context) // blocks while nothing may be taken up; nil never does
	Log        *zap.Logger
	Registerer prometheus.Registerer // nil keeps the metrics unseen
}

// Parser turns items into articles. Any number of them may share a wire.
type Parser struct {
	config    Config
	bus       *bus.Bus
	web       *web.Client
	allow     func(ctx context.Context, url string) error
	extractor Extractor
	revisions *revision.Revisions
	crossings *crossings
	keeper    keeper
	log       *zap.Logger
	metrics   *metrics
	hold      func(ctx context.Context)
	random    func() float64 // from [0, 1)
}

// New makes a parser; its errors are those of [Config.Validate], of the
// registerer, and of a server that has no bucket of revisions.
func New(ctx context.Context, config Config, deps Deps) (*Parser, error) {
	if err := config.Validate(); err != nil {
		return nil, fmt.Errorf("parser: %w", err)
	}
	m, err := newMetrics(deps.Registerer)
	if err != nil {
		return nil, fmt.Errorf("register metrics of the parser: %w", err)
	}
	revisions, err := revision.Open(ctx, deps.Bus)
	if err != nil {
		return nil, fmt.Errorf("parser: %w", err)
	}
	p := &Parser{
		config: config, bus: deps.Bus, web: deps.Web, allow: deps.Allow, extractor: deps.Extractor, revisions: revisions,
		crossings: newCrossings(), log: deps.Log.Named("parser"), metrics: m, hold: deps.Hold, random: rand.Float64,
	}
	p.keeper.shelf, p.keeper.age = deps.Pages, config.KeepPages
	return p, nil
}

// Run works on items until ctx ends; pages in hand are finished or given back.
func (p *Parser) Run(ctx context.Context) error {
	p.log.Info("downloading and parsing pages", zap.Int("workers", p.config.Workers))
	worker := bus.Worker{
		Stream: schema.StreamItems, Consumer: schema.ConsumerParser, Count: p.config.Workers,
		Deadline: p.config.Deadline, Grace: p.config.Grace, Handle: p.handle, Before: p.hold,
	}
	retries := worker
	retries.Count = retryWorkers
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { p.bus.Work(ctx, worker); return nil })
	group.Go(func() error { p.bus.WorkRetries(ctx, retries); return nil })
	if p.keeper.keeps() {
		group.Go(func() error { p.tidyPages(ctx); return nil })
	}
	return group.Wait()
}

// retryWorkers is how many rejections are tried once more at once.
const retryWorkers = 2

// task is an item in hand.
type task struct {
	message *bus.Message
	item    schema.Item
	host    string
	alias   revision.Alias   // of the item, as it was before
	heard   bus.Revision     // of alias
	known   revision.Article // what the item became, as it was before; nothing if it wasn't known
	read    bus.Revision     // of known
	digest  string           // of the page in hand, if the article is all on it
	kept    *rawpage.Page    // what is kept of the page in hand once there is a version of it; nil for nothing
	again   time.Time        // when to ask for pages that are missing of what was published; zero for never
}

// isKnown says whether the item became an article before.
func (t *task) isKnown() bool { return t.alias.Article != "" }

// isNews says whether the feed says something of the item that it didn't say
// before. What another feed says of an article that is there makes it no other:
// its page isn't asked for again, and feeds describe one page in different words.
func (t *task) isNews() bool {
	if !t.isKnown() || !t.alias.IsWhole() {
		return true
	}
	said, heard := t.alias.Fingerprints[t.item.Feed.ID]
	if heard {
		return said != t.item.Fingerprint
	}
	return !t.known.FromPage || t.known.Withdrawn || !t.known.GoneSince.IsZero()
}

// isLook says whether this is a look at the page of a known article, which
// nobody announced.
func (t *task) isLook() bool { return t.item.Look > 0 && t.isKnown() }

// handle works on an item until its record is published, or it is tried again
// later, or given up.
func (p *Parser) handle(ctx context.Context, m *bus.Message) error {
	t, err := newTask(m)
	if err != nil {
		return bus.Park(bus.ReasonInvalid, err)
	}
	t.describe(trace.SpanFromContext(ctx))
	if m.Redelivered() {
		if over, err := p.superseded(ctx, t); over || err != nil {
			return err
		}
	}
	if err := p.recall(ctx, t); err != nil {
		return err
	}
	switch {
	case t.isLook() && t.known.Erased:
		p.metrics.count("erased")
		return nil
	case t.item.Look == 0 && m.Retry == nil && !t.isNews():
		return p.recognise(ctx, t)
	}
	got, ok := m.Kept.(*page) // by us, before the message had to be held
	if !ok {
		if got, err = p.download(ctx, t); err != nil {
			return err
		}
		m.Kept = got
	}
	return p.conclude(ctx, t, got)
}

// recognise is all there is to do with an item that is no news.
func (p *Parser) recognise(ctx context.Context, t *task) error {
	p.metrics.count("known")
	if err := p.learn(ctx, t, t.alias.Article); err != nil { // of a feed that is heard for the first time, else nothing
		return err
	}
	if t.message.Redelivered() { // it may have become so by this message, and nothing after that
		return p.resume(ctx, t)
	}
	return nil
}

// newTask reads a message.
func newTask(m *bus.Message) (*task, error) {
	t := &task{message: m}
	if err := json.Unmarshal(m.Body, &t.item); err != nil {
		return nil, fmt.Errorf("read item: %w", err)
	}
	host, err := schema.HostOf(t.item.URL)
	if err != nil {
		return nil, fmt.Errorf("address of item %s: %w", t.item.ID, err)
	}
	t.host = host
	if m.Retry != nil {
		t.item.Attempt = 0 // somebody has mended what was wrong
	}
	if due := schema.ItemDue(host, t.item.ID); m.Subject != due {
		return nil, fmt.Errorf("item on subject %s belongs on %s", m.Subject, due)
	}
	return t, nil
}

// recall reads what is known of the item and of what became of it.
func (p *Parser) recall(ctx context.Context, t *task) (err error) {
	if t.alias, t.heard, err = p.revisions.Alias(ctx, t.item.ID); err != nil || !t.isKnown() {
		return err
	}
	t.known, t.read, err = p.revisions.Article(ctx, t.alias.Article)
	return err
}

// superseded says whether the item was put off, or announced anew, after this
// message was stored.
func (p *Parser) superseded(ctx context.Context, t *task) (bool, error) {
	for _, subject := range []string{schema.ItemSchedule(t.host, t.item.ID), t.message.Subject} {
		last, found, err := p.bus.Last(ctx, schema.StreamItems, subject)
		if err != nil || found && last.Sequence > t.message.Sequence {
			return found, err
		}
	}
	return false, nil
}

// conclude makes the best of what was downloaded.
func (p *Parser) conclude(ctx context.Context, t *task, got *page) error {
	switch {
	case got.unchanged:
		p.metrics.count("unchanged")
		if err := p.revisions.Touch(ctx, t.alias.Article, t.known, t.read); err != nil {
			return err
		}
		return p.finish(ctx, t, t.alias.Article)
	case isGone(t, got):
		return p.gone(ctx, t, got)
	case !got.again.IsZero():
		return p.putOff(ctx, t, got)
	case got.fault != nil:
		return p.giveUp(ctx, t, got.fault)
	}
	reserved := reserve.Read(got.response.Header, got.response.Body)
	if word := p.config.refuses(reserved); word != "" {
		return p.respect(ctx, t, got, reserved, word)
	}
	article, next, err := p.extract(ctx, extract.Page{
		URL: got.response.URL, Body: got.response.Body, ContentType: got.response.Header.Get("Content-Type"), Item: &t.item,
	})
	if err != nil {
		return p.giveUp(ctx, t, faultOf(err))
	}
	article.HTTP, article.Reservations = got.facts(), reserved
	if err := p.follow(ctx, t, got, article, next); err != nil {
		return err
	}
	t.kept = p.keeper.page(t, got, article)
	if got.rest.isPartial() {
		return p.publishPart(ctx, t, got, article)
	}
	if got.rest.isNone() {
		t.digest = digest(got.response.Body)
	}
	return p.publish(ctx, t, article)
}

// giveUp keeps an item that never works as a rejection, and makes a record of
// what the feed said, unless there is a better one. A look that brings nothing
// loses nothing, and leaves no rejection.
func (p *Parser) giveUp(ctx context.Context, t *task, why *fault) error {
	if t.isLook() {
		p.metrics.count("unseen")
		p.metrics.fault(why, "unseen")
		return p.finish(ctx, t, t.alias.Article)
	}
	if err := p.reject(ctx, t, why); err != nil {
		return err
	}
	if t.isKnown() {
		return p.finish(ctx, t, t.alias.Article)
	}
	article, err := p.extractor.FromFeed(&t.item, "page not available: "+why.reason)
	if err != nil {
		return nil //nolint:nilerr // the feed said too little for a record: the rejection is all there is
	}
	return p.publish(ctx, t, article)
}

// reject keeps an item as a rejection.
func (p *Parser) reject(ctx context.Context, t *task, why *fault) error {
	if err := p.bus.Reject(ctx, schema.ConsumerParser, t.message, &bus.ParkedError{Reason: why.reason, Err: why.err}); err != nil {
		return err
	}
	telemetry.Fault(trace.SpanFromContext(ctx), why.reason)
	p.metrics.count("rejected")
	p.metrics.fault(why, "rejected")
	return nil
}

// finish writes the item's alias, by which it is known from now on, and arranges
// the next try for what is missing of it, or the next look.
func (p *Parser) finish(ctx context.Context, t *task, article string) error {
	if err := p.learn(ctx, t, article); err != nil {
		return err
	}
	if !t.again.IsZero() {
		return p.tryAgain(ctx, t, t.again)
	}
	return p.lookAgain(ctx, t, p.nextLook(t))
}

// learn writes the item's alias. What a look finds is no word of the feed: it
// leaves what was said. An article of which some is missing has no fingerprints,
// by which it isn't known as one that is done.
func (p *Parser) learn(ctx context.Context, t *task, article string) error {
	for {
		next := t.alias
		next.Article = article
		switch {
		case t.isLook():
		case t.again.IsZero():
			next = next.Heard(t.item.Feed.ID, t.item.Fingerprint)
		default:
			next.Fingerprints = nil
		}
		if article == t.alias.Article && maps.Equal(next.Fingerprints, t.alias.Fingerprints) {
			return nil
		}
		err := p.revisions.SwapAlias(ctx, t.item.ID, next, t.heard)
		if !errors.Is(err, bus.ErrFenced) {
			return err
		}
		if t.alias, t.heard, err = p.revisions.Alias(ctx, t.item.ID); err != nil { // of another feed, by another parser
			return err
		}
	}
}

// putOff schedules the item anew. Its message is as good as done then.
func (p *Parser) putOff(ctx context.Context, t *task, got *page) error {
	if got.fault != nil {
		p.metrics.fault(got.fault, "retried")
		return p.tryAgain(ctx, t, got.again)
	}
	return p.schedule(ctx, t, t.item, got.again)
}

// tryAgain schedules the item anew, as one that has failed once more.
func (p *Parser) tryAgain(ctx context.Context, t *task, at time.Time) error {
	item := t.item
	item.Attempt++
	p.metrics.count("retried")
	return p.schedule(ctx, t, item, at)
}

// schedule has the item come again, in place of the message in hand and of what
// was scheduled before, unless the feed has announced it anew meanwhile.
func (p *Parser) schedule(ctx context.Context, t *task, item schema.Item, at time.Time) error {
	body, err := encode(item)
	if err != nil {
		return fmt.Errorf("encode item %s: %w", item.ID, err)
	}
	_, err = p.bus.Schedule(ctx, bus.Schedule{
		Subject: schema.ItemSchedule(t.host, item.ID), Target: t.message.Subject, At: at,
		Fence: t.message.Fence(), Header: t.traceOfNext(item), Body: body,
	})
	if errors.Is(err, bus.ErrFenced) {
		return nil
	}
	return err
}

// now is the wall clock, without a monotonic reading, as state is written.
func now() time.Time { return time.Now().UTC().Truncate(time.Millisecond) }
