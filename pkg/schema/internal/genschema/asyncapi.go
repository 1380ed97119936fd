package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// asyncAPI is the AsyncAPI 3.0 document of what a wire publishes for others:
// articles, polls and rejections. The records come from the types, as in the JSON
// Schemas, and stand in the document, so that one file is enough for any tool. The
// examples are golden files.
func asyncAPI(source source, dir string) ([]byte, error) {
	d := deriver{source: source, known: map[string]bool{}, definitions: "#/components/schemas/"}
	for _, record := range []reflect.Type{
		reflect.TypeFor[schema.Article](), reflect.TypeFor[schema.Poll](), reflect.TypeFor[schema.Rejection](),
	} {
		if _, err := d.reference(record); err != nil {
			return nil, fmt.Errorf("derive %s: %w", record.Name(), err)
		}
	}
	messages, err := messages(dir)
	if err != nil {
		return nil, err
	}
	return indented(object{
		{"asyncapi", "3.0.0"},
		{"info", object{
			{"title", "wirecopy"},
			{"version", "v1"},
			{"description", "What a news wire publishes on NATS JetStream. Within v1 fields are added, never renamed, retyped or dropped: ignore what you don't know. docs/events.md says what consumers can rely on."},
			{"license", object{{"name", "Apache-2.0"}, {"url", "https://www.apache.org/licenses/LICENSE-2.0"}}},
		}},
		{"defaultContentType", "application/json"},
		{"servers", object{{"wire", object{
			{"host", "127.0.0.1:4222"},
			{"protocol", "nats"},
			{"description", "A wire that runs in one process; else the NATS cluster that its stages share."},
		}}}},
		{"channels", channels()},
		{"operations", object{
			{"publishArticle", operation("articles", "Publish a version of an article, or its withdrawal.")},
			{"publishPoll", operation("polls", "Tell how the poll of a feed went.")},
			{"reject", operation("rejected", "Keep what could not become a record.")},
			{"replay", operation("replayed", "Publish stored articles once more, when somebody asks for it.")},
		}},
		{"components", object{{"messages", messages}, {"schemas", d.defs}}},
	})
}

// channels are the subjects.
func channels() object {
	article := []string{"articlePublished", "articleUpdated", "articleWithdrawn"}
	return object{
		{"articles", channel(schema.SubjectArticles, schema.StreamArticles,
			"Every version of every article. The subject is fixed when an article is first published, so that a filter sees all its versions.",
			article,
			parameter{"language", "The article's language: the first subtag of BCP 47, und when unknown."},
			parameter{"publisher", "The registrable domain of the site, with - for every dot: bbc-co-uk."},
			parameter{"section", "The section as a token, none without one, other beyond the first 40 of a publisher."},
		)},
		{"polls", channel(schema.SubjectPolls, schema.StreamPolls,
			"The latest poll of each feed, with its whole state. The stream keeps one message a feed.",
			[]string{"poll"}, parameter{"feed", "The feed's id."},
		)},
		{"rejected", channel(schema.SubjectRejected, schema.StreamRejected,
			"What could not become a record, with the reason and the original bytes.",
			[]string{"rejection"},
			parameter{"stage", "Who gave up: fetcher, parser or storer."},
			parameter{"reason", "The kind of fault, such as not-html."},
		)},
		{"replayed", object{
			{"address", nil},
			{"title", "replayed"},
			{"description", "Stored articles that `wirecopy replay --to-subject SUBJECT` publishes once more, on a subject that the consumer chooses and that a stream of its own takes. Header and body are those of the first time, with " + schema.HeaderReplayed + " added."},
			{"messages", messageRefs(article)},
		}},
	}
}

type parameter struct{ name, description string }

// channel is a subject whose wildcards stand for parameters, in their order.
func channel(subject, stream, description string, messages []string, parameters ...parameter) object {
	described := object{}
	for _, p := range parameters {
		subject = strings.Replace(subject, "*", "{"+p.name+"}", 1)
		described = append(described, member{p.name, object{{"description", p.description}}})
	}
	return object{
		{"address", subject},
		{"title", stream},
		{"description", description},
		{"parameters", described},
		{"messages", messageRefs(messages)},
	}
}

func messageRefs(names []string) object {
	refs := object{}
	for _, name := range names {
		refs = append(refs, member{name, ref("#/components/messages/" + name)})
	}
	return refs
}

func operation(channel, summary string) object {
	return object{{"action", "send"}, {"channel", ref("#/channels/" + channel)}, {"summary", summary}}
}

func ref(to string) object { return object{{"$ref", to}} }

// messages are the messages, each with a golden file for an example.
func messages(dir string) (object, error) {
	all := object{}
	var faults []error
	add := func(name, title, summary, record string, header object, example string) {
		text, err := os.ReadFile(filepath.Join(dir, "testdata", "golden", "v1", example))
		if err != nil {
			faults = append(faults, fmt.Errorf("read example: %w", err))
			return
		}
		all = append(all, member{name, object{
			{"name", name},
			{"title", title},
			{"summary", summary},
			{"contentType", "application/json"},
			{"headers", header},
			{"payload", ref("#/components/schemas/" + record)},
			{"examples", []object{{{"payload", json.RawMessage(text)}}}},
		}})
	}
	add("articlePublished", "Article published", "The first version of an article.", "Article", eventHeader(schema.EventPublished), "article-minimal.json")
	add("articleUpdated", "Article updated", "A later version: headline or text have changed.", "Article", eventHeader(schema.EventUpdated), "article-agency.json")
	add("articleWithdrawn", "Article withdrawn", "The publisher took the page away: the record without its text.", "Article", eventHeader(schema.EventWithdrawn), "article-withdrawn.json")
	add("poll", "Poll", "How the latest poll of a feed went.", "Poll", plainHeader(), "poll.json")
	add("rejection", "Rejection", "A message that could not become a record.", "Rejection", plainHeader(), "rejection.json")
	return all, errors.Join(faults...)
}

// eventHeader is what [schema.Article.EventHeader] gives.
func eventHeader(event string) object {
	text := func(name, description string) member {
		return member{name, object{{"type", "string"}, {"description", description}}}
	}
	properties := object{
		{"ce-specversion", object{{"const", "1.0"}, {"description", "The version of CloudEvents. Values of ce-… are percent-encoded once, as its NATS protocol binding asks (§3.1.3.2)."}}},
		text("ce-id", "Names the version, the same at each delivery: <id of the article>.<version>."),
		{"ce-type", object{{"const", event}, {"description", "What happened to the article."}}},
		text("ce-source", "The address of the feed that announced the page."),
		text("ce-subject", "The article's address."),
		{"ce-time", object{{"type", "string"}, {"format", "date-time"}, {"description", "When the version was made: the order of versions."}}},
		text("ce-datacontenttype", "application/json"),
		{"ce-dataschema", object{{"type", "string"}, {"format", "uri"}, {"description", "The JSON Schema of the body."}}},
		text("content-type", "application/json"),
	}
	var required []string
	for _, p := range properties {
		required = append(required, p.name)
	}
	properties = append(properties,
		text("Nats-Msg-Id", "By what the stream drops a repeat within two hours."),
		text(schema.HeaderTraceParent, "The span in which it was sent (W3C Trace Context), when the wire is traced."),
		text(schema.HeaderTraceState, "What goes with traceparent; mostly absent."),
		member{schema.HeaderReplayed, object{{"type", "string"}, {"format", "date-time"}, {"description", "When the message was published once more from a store; absent on the wire itself."}}},
	)
	return object{{"type", "object"}, {"required", required}, {"properties", properties}}
}

// plainHeader is the header of what is no event.
func plainHeader() object {
	return object{{"type", "object"}, {"properties", object{
		{"content-type", object{{"type", "string"}, {"description", "application/json"}}},
		{"Nats-Msg-Id", object{{"type", "string"}, {"description", "By what the stream drops a repeat."}}},
	}}}
}
