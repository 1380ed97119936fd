package pressure

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/nats-io/nats.go/jetstream"
	"go.uber.org/zap"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// articles measures how far the oldest article that the storer has not
// acknowledged is on its way to being dropped by the stream.
func (w *Watch) articles(ctx context.Context) (reading, error) {
	storer, err := w.js.Consumer(ctx, schema.StreamArticles, schema.ConsumerStorer)
	if err != nil {
		return reading{}, fmt.Errorf("look at consumer %s of stream %s: %w", schema.ConsumerStorer, schema.StreamArticles, err)
	}
	consumer := storer.CachedInfo()
	if consumer.NumPending == 0 && consumer.NumAckPending == 0 {
		return reading{}, nil
	}
	stream, err := w.js.Stream(ctx, schema.StreamArticles)
	if err != nil {
		return reading{}, fmt.Errorf("look at stream %s: %w", schema.StreamArticles, err)
	}
	// By subject too: that goes on to the next message where one was erased.
	oldest, err := stream.GetMsg(ctx, consumer.AckFloor.Stream+1, jetstream.WithGetMsgSubject(schema.SubjectArticles))
	if errors.Is(err, jetstream.ErrMsgNotFound) {
		return reading{}, nil // acknowledged or erased since
	}
	if err != nil {
		return reading{}, fmt.Errorf("read the storer's oldest message of stream %s: %w", schema.StreamArticles, err)
	}
	return behind(stream.CachedInfo(), oldest, w.config.Share), nil
}

// behind weighs the age of a stream's message, by the server's clock, and the
// bytes from it to the end. These are an estimate by the average message of the
// stream; a share of a half allows for new messages that are twice as large.
func behind(info *jetstream.StreamInfo, oldest *jetstream.RawStreamMsg, share float64) reading {
	var byAge, byBytes reading
	if kept := info.Config.MaxAge; kept > 0 {
		age := info.TimeStamp.Sub(oldest.Time)
		used := age.Seconds() / kept.Seconds()
		byAge = reading{used / share, fmt.Sprintf("the storer is %s behind, %s of what articles are kept for: is its store up?", inTime(age), inPercent(used))}
	}
	state := info.State
	if kept := info.Config.MaxBytes; kept > 0 && state.Msgs > 0 && oldest.Sequence <= state.LastSeq {
		waiting := min(state.LastSeq-oldest.Sequence+1, state.Msgs)
		bytes := float64(state.Bytes) * float64(waiting) / float64(state.Msgs)
		used := bytes / float64(kept)
		byBytes = reading{used / share, fmt.Sprintf("the storer is %s behind, %s of the articles that are kept: is its store up?", inBytes(bytes), inPercent(used))}
	}
	return worse(byAge, byBytes)
}

// items measures how much waits for a download, at once or at its time.
func (w *Watch) items(ctx context.Context) (reading, error) {
	stream, err := w.js.Stream(ctx, schema.StreamItems)
	if err != nil {
		return reading{}, fmt.Errorf("look at stream %s: %w", schema.StreamItems, err)
	}
	state := stream.CachedInfo().State
	return worse(
		reading{float64(state.Msgs) / float64(w.config.ItemsMessages), fmt.Sprintf(
			"%d items wait for their download, and %d is the mark: are there enough parsers, and do they run?", state.Msgs, w.config.ItemsMessages)},
		reading{float64(state.Bytes) / float64(w.config.ItemsBytes), fmt.Sprintf(
			"%s of items wait for their download, and %s is the mark: are there enough parsers, and do they run?", inBytes(float64(state.Bytes)), inBytes(float64(w.config.ItemsBytes)))},
	), nil
}

// storage measures how full JetStream is.
func (w *Watch) storage(ctx context.Context) (reading, error) {
	info, err := w.js.AccountInfo(ctx)
	if err != nil {
		return reading{}, fmt.Errorf("look at the account's storage: %w", err)
	}
	used, limit := fullest(info, w.config.MaxStore)
	if limit == 0 {
		w.boundless.Do(func() {
			w.log.Warn("storage is not watched: neither the account nor the configuration says how much there is", zap.Uint64("used_bytes", info.Store))
		})
		return reading{}, nil
	}
	share := used / limit
	return reading{share / w.config.StorageShare, fmt.Sprintf(
		"the streams take %s of the %s that they may, %s: make room, or allow more", inBytes(used), inBytes(limit), inPercent(share))}, nil
}

// fullest finds the limit that is nearest, in bytes: the account's, that of one
// of its tiers, or the server's; 0 when there is none.
func fullest(info *jetstream.AccountInfo, maxStore int64) (used, limit float64) {
	consider := func(u uint64, l int64) {
		if l > 0 && (limit == 0 || float64(u)/float64(l) > used/limit) {
			used, limit = float64(u), float64(l)
		}
	}
	consider(info.Store, info.Limits.MaxStore)
	all := info.Store
	for name, tier := range info.Tiers {
		all += tier.Store
		consider(tier.Store, tier.Limits.MaxStore*replicas(name))
	}
	consider(all, maxStore)
	return used, limit
}

// replicas reads the name of a tier, such as R3. The server counts each copy as
// used, and allows for each copy as much as the tier's limit says.
func replicas(tier string) int64 {
	if n, err := strconv.ParseInt(strings.TrimPrefix(tier, "R"), 10, 8); err == nil && n > 0 {
		return n
	}
	return 1
}
