package bus

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"iter"
	"strings"

	"github.com/nats-io/nats.go/jetstream"
)

// Objects is an object store (ADR-20 of NATS) whose objects are one message each.
// Its methods may be called by any goroutine.
//
// The form is that of the client library, which reads what is written here, as
// `nats object get` does. Written it is here because the library gives each object
// a place of its own, by chance: what a process that dies has put, or one of two
// that put at once, would lie in the store without a name, and nobody could erase
// it. Here an object's place bears its name, and what is put takes it over at once.
// Nor does reading need the right to make consumers, as it does with the library.
type Objects struct {
	bus  *Bus
	name string
}

// rollup has a message take the place of all before it on its subject.
const rollup, rollupSubject = "Nats-Rollup", "sub"

// Objects opens an object store of the topology.
func (b *Bus) Objects(ctx context.Context, name string) (*Objects, error) {
	if _, err := b.streams.open(ctx, b.js, ObjectStream(name)); err != nil {
		return nil, fmt.Errorf("open object store %s: %w", name, err)
	}
	return &Objects{bus: b, name: name}, nil
}

// ObjectStream is the stream of an object store.
func ObjectStream(name string) string { return "OBJ_" + name }

// chunk is where an object lies, meta where it is described. An object's name is a
// token of a subject.
func (o *Objects) chunk(object string) string { return "$O." + o.name + ".C." + object }

func (o *Objects) meta(object string) string {
	return "$O." + o.name + ".M." + base64.URLEncoding.EncodeToString([]byte(object))
}

// Put puts an object in place of the one that had its name. A store that is full
// takes none.
func (o *Objects) Put(ctx context.Context, object string, body []byte) error {
	if limit := o.bus.conn.MaxPayload() - maxHeader; int64(len(body)) > limit {
		return fmt.Errorf("put %s into object store %s: it has %d bytes, and a message of this server holds %d (max_payload)", object, o.name, len(body), limit)
	}
	sum := sha256.Sum256(body)
	info, err := json.Marshal(jetstream.ObjectInfo{
		ObjectMeta: jetstream.ObjectMeta{Name: object, Opts: &jetstream.ObjectMetaOptions{ChunkSize: uint32(max(len(body), 1))}}, //nolint:gosec // no message is that large
		Bucket:     o.name, NUID: object, Size: uint64(len(body)), Chunks: 1, Digest: "SHA-256=" + base64.URLEncoding.EncodeToString(sum[:]),
	})
	if err != nil {
		return fmt.Errorf("put %s into object store %s: %w", object, o.name, err)
	}
	ctx, cancel := context.WithTimeout(ctx, requestTimeout)
	defer cancel()
	for _, part := range []Outgoing{{Subject: o.chunk(object), Body: body}, {Subject: o.meta(object), Body: info}} {
		part.Header = map[string]string{rollup: rollupSubject}
		if _, err := o.bus.js.PublishMsg(ctx, part.message()); err != nil {
			return fmt.Errorf("put %s into object store %s: %w", object, o.name, err)
		}
	}
	return nil
}

// maxHeader is room for a message's header, in bytes.
const maxHeader = 1 << 10

// Delete overwrites an object and takes it out; found says whether it was there.
func (o *Objects) Delete(ctx context.Context, object string) (found bool, err error) {
	for _, subject := range []string{o.chunk(object), o.meta(object)} {
		last, there, err := o.bus.Last(ctx, ObjectStream(o.name), subject)
		if err == nil && there {
			err = o.bus.Delete(ctx, ObjectStream(o.name), last.Sequence)
		}
		if err != nil {
			return found, fmt.Errorf("delete %s of object store %s: %w", object, o.name, err)
		}
		found = found || there
	}
	return found, nil
}

// All yields the objects that are there now, by the order in which they were put,
// and reads as it goes; what is put meanwhile is left out. After an error nothing follows.
func (o *Objects) All(ctx context.Context) iter.Seq2[Object, error] {
	return func(yield func(Object, error) bool) {
		stream, err := o.bus.js.Stream(ctx, ObjectStream(o.name))
		if err != nil {
			yield(Object{}, fmt.Errorf("read object store %s: %w", o.name, err))
			return
		}
		last := stream.CachedInfo().State.LastSeq
		for m, err := range o.bus.Browse(ctx, ObjectStream(o.name), o.chunk(everything), 1) {
			if m.Sequence > last || !yield(Object{Name: strings.TrimPrefix(m.Subject, o.chunk("")), Body: m.Body}, err) {
				return
			}
		}
	}
}

// Object is an object of a store.
type Object struct {
	Name string
	Body []byte
}
