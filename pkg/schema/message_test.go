package schema_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/textproto"
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/wirecopy/wirecopy/pkg/schema"
)

// goldenMessages are whole messages as releases have sent them, by the release
// that was the first to do so: the subject in a line, then header and body as NATS
// has them. Here too a file is only ever added. Whoever changes what a message
// carries adds one with that, so that what a release has sent is read for ever.
func goldenMessages() map[string]string {
	return map[string]string{
		"0.1/article-published.msg": "905664c8d703adff940450b4f8c80e12d0b359887462dbfebf06e1f2e35707e1",
		"0.1/article-updated.msg":   "d022b8bbe2250241a7d60343e1ce0bf9d0d223575776eb0fd00a8dabe1296460",
		"0.1/article-withdrawn.msg": "56bfaf0fdf1c3affcab5dfcd9727a8ce42c339fe3da7d9f181a406394102b804",
		"0.1/poll.msg":              "662b07a3f7fbcada18963db8e065452dc992135e011fb40e81b9a0b0d4e86864",
		"0.1/rejection.msg":         "7b09b922f52d6bcadcbc2606f62ab4875e82c38b3cfb83d2303e4d9789f07a01",
	}
}

// goldenMessage is a message that was read from its file.
type goldenMessage struct {
	subject string
	header  textproto.MIMEHeader
	body    []byte
}

func readMessage(t *testing.T, name string) goldenMessage {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", "messages", name))
	if err != nil {
		t.Fatal(err)
	}
	subject, rest, _ := bytes.Cut(text, []byte("\r\nNATS/1.0\r\n"))
	head, body, found := bytes.Cut(rest, []byte("\r\n\r\n"))
	header, err := textproto.NewReader(bufio.NewReader(bytes.NewReader(append(head, "\r\n\r\n"...)))).ReadMIMEHeader()
	if err != nil || !found {
		t.Fatalf("%s is no message: %v", name, err)
	}
	return goldenMessage{string(subject), header, body}
}

func TestLaw9GoldenMessagesAreNeverEdited(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("testdata", "messages", "*", "*"))
	if err != nil || len(files) != len(goldenMessages()) {
		t.Errorf("%d golden messages, %d known, %v", len(files), len(goldenMessages()), err)
	}
	for name, want := range goldenMessages() {
		text, err := os.ReadFile(filepath.Join("testdata", "messages", name))
		if err != nil {
			t.Error(err)
		}
		sum := sha256.Sum256(text)
		if got := hex.EncodeToString(sum[:]); got != want {
			t.Errorf("%s was edited: its hash is %s", name, got)
		}
	}
}

// What a consumer went by in the header of an earlier release is there still, and
// means the same.
func TestLaw9EventsKeepTheirHeaders(t *testing.T) {
	t.Parallel()
	for name := range goldenMessages() {
		if !strings.Contains(name, "/article-") {
			continue
		}
		m := readMessage(t, name)
		var a schema.Article
		if err := json.Unmarshal(m.body, &a); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		now := a.EventHeader()
		now["Nats-Msg-Id"] = a.EventID()
		header := textproto.MIMEHeader{}
		for key, value := range now {
			header.Set(key, value)
		}
		for key, values := range m.header {
			if !reflect.DeepEqual(header[key], values) {
				t.Errorf("%s has %s: %v, which is %v now", name, key, values, header[key])
			}
		}
		if subject := schema.ArticleSubject(a.InLanguage, a.Publisher.Domain, a.ArticleSection); m.subject != subject {
			t.Errorf("%s was sent to %s, and would go to %s now", name, m.subject, subject)
		}
		if source, err := url.PathUnescape(m.header.Get("ce-source")); err != nil || source != a.Feed.URL {
			t.Errorf("%s has the source %q, %v; its feed is %q", name, source, err, a.Feed.URL)
		}
	}
}

// Nothing of the body of an earlier release is lost on a reader of today.
func TestLaw9GoldenMessagesAreReadWhole(t *testing.T) {
	t.Parallel()
	for name := range goldenMessages() {
		m := readMessage(t, name)
		record, _, _ := strings.Cut(strings.TrimSuffix(filepath.Base(name), ".msg"), "-")
		v := map[string]any{"article": new(schema.Article), "poll": new(schema.Poll), "rejection": new(schema.Rejection)}[record]
		strict := json.NewDecoder(bytes.NewReader(m.body))
		strict.DisallowUnknownFields()
		if err := strict.Decode(v); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		again, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		if want, got := generic(t, m.body), generic(t, again); !reflect.DeepEqual(want, got) {
			t.Errorf("%s became\n%s\nand was\n%s", name, again, m.body)
		}
	}
}
