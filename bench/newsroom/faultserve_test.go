package newsroom_test

import (
	"bytes"
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/klauspost/compress/gzip"

	"github.com/wirecopy/wirecopy/bench/newsroom"
)

// most of a body is kept, in bytes.
const most = 1 << 20

// ask asks once, follows no redirect, and gives what came before an error too. Of
// a body that is too large it keeps the beginning, and says so.
func ask(ctx context.Context, url string, headers ...string) (answer, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, url, http.NoBody)
	if err != nil {
		return answer{}, err
	}
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	client := http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	response, err := client.Do(request)
	if err != nil {
		return answer{}, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, most))
	if err == nil && len(body) == most {
		rest, _ := io.Copy(io.Discard, response.Body)
		err = tooLargeError(most + rest)
	}
	return answer{status: response.StatusCode, header: response.Header, body: body}, err
}

// tooLargeError is the size of a body that was not kept.
type tooLargeError int64

func (e tooLargeError) Error() string { return fmt.Sprintf("%d bytes", int64(e)) }

// faults reads a text.
func faults(tb testing.TB, text string) newsroom.Faults {
	tb.Helper()
	f, err := newsroom.ParseFaults(text)
	if err != nil {
		tb.Fatal(err)
	}
	return f
}

// struck is an answer beside the one that it should have been.
type struck struct {
	answer

	err   error
	took  time.Duration
	plain answer
}

// TestFaultsOfAttempts asks twice: the first answer has the fault, the second is whole.
func TestFaultsOfAttempts(t *testing.T) {
	t.Parallel()
	tests := []struct {
		fault string
		is    func(struck) error
	}{
		{"5xx=1", isServerError},
		{"429=1,retry-after=3s", func(s struck) error {
			return demand(s.status == 429 && s.header.Get("Retry-After") == "3", "%d, Retry-After %s", s.status, s.header.Get("Retry-After"))
		}},
		{"slow=1,slow-for=50ms", func(s struck) error {
			return demand(s.err == nil && s.took >= 50*time.Millisecond && bytes.Equal(s.body, s.plain.body), "%v, took %s, %d bytes", s.err, s.took, len(s.body))
		}},
		{"truncated=1", func(s struck) error {
			return demand(s.status == 200 && errors.Is(s.err, io.ErrUnexpectedEOF) && len(s.body) < len(s.plain.body) && bytes.HasPrefix(s.plain.body, s.body),
				"%d, %v, %d bytes of %d", s.status, s.err, len(s.body), len(s.plain.body))
		}},
		{"charset=1", isMislabelled},
	}
	for _, test := range tests {
		t.Run(test.fault, func(t *testing.T) {
			t.Parallel()
			n, _ := run(t, func(c *newsroom.Config) { c.Backlog = 24 })
			var urls []string
			for _, a := range truth(n) {
				urls = append(urls, a.URL)
			}
			for _, f := range n.Feeds() {
				urls = append(urls, f.URL)
			}
			strikes(t, n, urls, test.fault, test.is)
		})
	}
}

func strikes(t *testing.T, n *newsroom.Newsroom, urls []string, text string, is func(struck) error) {
	t.Helper()
	for i, url := range urls {
		plain := get(t, url)
		validator := [][]string{{"If-None-Match", plain.header.Get("ETag")}, {"If-Modified-Since", plain.header.Get("Last-Modified")}}[i%2]
		if err := n.SetFaults(faults(t, text+",in-row=1")); err != nil {
			t.Fatal(err)
		}
		begin := time.Now()
		first, err := ask(t.Context(), url, validator...)
		if wrong := is(struck{first, err, time.Since(begin), plain}); wrong != nil {
			t.Errorf("%s: %v", url, wrong)
		}
		if second := get(t, url); second.status != 200 || !bytes.Equal(second.body, plain.body) {
			t.Errorf("%s: the second answer is %d with %d bytes", url, second.status, len(second.body))
		}
		if err := n.SetFaults(newsroom.Faults{}); err != nil {
			t.Fatal(err)
		}
	}
}

func demand(ok bool, format string, args ...any) error {
	if ok {
		return nil
	}
	return fmt.Errorf(format, args...)
}

func isServerError(s struck) error {
	if !slices.Contains([]int{500, 502, 503}, s.status) {
		return fmt.Errorf("status %d", s.status)
	}
	return demand((s.header.Get("Retry-After") == "1") == (s.status == 503), "%d with Retry-After %q", s.status, s.header.Get("Retry-After"))
}

// isMislabelled wants the same text under another name of its charset.
func isMislabelled(s struck) error {
	_, charset, _ := strings.Cut(s.header.Get("Content-Type"), "charset=")
	if s.err != nil || s.status != 200 || charset == "" || charset == "utf-8" || !utf8.Valid(s.body) {
		return fmt.Errorf("error %v, %d, %q", fmt.Sprint(s.err), s.status, s.header.Get("Content-Type"))
	}
	again := string(s.body)
	for _, name := range []string{"utf-8", "UTF-8"} {
		if strings.Replace(again, charset, name, 1) == string(s.plain.body) {
			again = string(s.plain.body)
		}
	}
	return demand(again == string(s.plain.body), "the body says something else than %s", charset)
}

func TestBrokenFeeds(t *testing.T) {
	t.Parallel()
	n, _ := run(t, func(c *newsroom.Config) { c.Feeds, c.Hosts = 40, 4 })
	var urls []string
	for _, f := range n.Feeds() {
		urls = append(urls, f.URL)
	}
	shorter, longer := 0, 0
	strikes(t, n, urls, "broken=1", func(s struck) error {
		var err error
		if bytes.HasPrefix(s.body, []byte("{")) {
			err = json.Unmarshal(s.body, new(any))
		} else {
			err = xml.Unmarshal(s.body, new(struct{ XMLName xml.Name }))
		}
		if len(s.body) < len(s.plain.body) {
			shorter++
		} else {
			longer++
		}
		return demand(s.status == 200 && s.err == nil && err != nil && s.header.Get("ETag")+s.header.Get("Last-Modified") == "", "%d, %v, reads with %v, %v", s.status, s.err, err, s.header)
	})
	if shorter < 5 || longer < 15 {
		t.Errorf("%d end early, %d are wrong within", shorter, longer)
	}
}

func TestFeedsTooLargeAndWithoutEnd(t *testing.T) {
	t.Parallel()
	n, _ := run(t, nil)
	url := n.Feeds()[0].URL
	strikes(t, n, []string{url}, "feeds.huge=1", isHuge)
	strikes(t, n, []string{url}, "feeds.loop=1", func(s struck) error { return isLoop(t, url, s) })
	strikes(t, n, []string{url}, "feeds.bomb=1", isHuge) // for who takes no gzip
	if err := n.SetFaults(faults(t, "feeds.bomb=1")); err != nil {
		t.Fatal(err)
	}
	checkBomb(t, get(t, n.Feeds()[1].URL, "Accept-Encoding", "gzip"), "<rss ")
}

func isHuge(s struck) error {
	size, ok := errors.AsType[tooLargeError](s.err)
	return demand(s.status == 200 && ok && size > 200<<20, "%d, %v", s.status, s.err)
}

func isLoop(t *testing.T, from string, s struck) error {
	t.Helper()
	base, seen := from[:strings.Index(from[7:], "/")+7], []string{from}
	for {
		to := s.header.Get("Location")
		if s.status != 302 || to == "" {
			return fmt.Errorf("%d to %q after %d steps", s.status, to, len(seen))
		}
		if slices.Contains(seen, to) {
			return nil
		}
		seen = append(seen, to)
		s.answer, _ = ask(t.Context(), base+to)
	}
}

// checkBomb wants one stream that grows to two hundred megabytes.
func checkBomb(t *testing.T, a answer, holds string) {
	t.Helper()
	if a.status != 200 || a.header.Get("Content-Encoding") != "gzip" || len(a.body) > 1<<20 {
		t.Fatalf("%d with %d bytes, %v", a.status, len(a.body), a.header)
	}
	z, err := gzip.NewReader(bytes.NewReader(a.body))
	if err != nil {
		t.Fatal(err)
	}
	z.Multistream(false)
	begin := make([]byte, 200)
	_, _ = io.ReadFull(z, begin)
	if size, err := io.Copy(io.Discard, z); err != nil || size < 200<<20-200 || !bytes.Contains(begin, []byte(holds)) {
		t.Errorf("%d bytes, %v, %q", size, err, begin)
	}
}

func TestHangEndsWithTheClient(t *testing.T) {
	t.Parallel()
	n, _ := run(t, func(c *newsroom.Config) { c.Faults = faults(t, "hang=1") })
	for _, url := range []string{n.Feeds()[0].URL, truth(n)[0].URL} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		a, err := ask(ctx, url)
		cancel()
		if !errors.Is(err, context.DeadlineExceeded) || a.status != 0 {
			t.Errorf("%d, %v", a.status, err)
		}
	}
}

func TestHangEndsWithTheNewsroom(t *testing.T) {
	t.Parallel()
	n, _ := open(t, func(c *newsroom.Config) { c.Faults = faults(t, "hang=1") })
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- n.Run(ctx) }()
	asked := make(chan error, 1)
	go func() {
		_, err := ask(t.Context(), n.Feeds()[0].URL)
		asked <- err
	}()
	for n.Statistics().Total.Feeds == 0 {
		if t.Context().Err() != nil {
			t.Fatal("nobody asked")
		}
	}
	begin := time.Now()
	cancel()
	if err := <-asked; err == nil {
		t.Error("a hang was answered")
	}
	if err := <-done; err != nil {
		t.Errorf("a clean stop is %v", err)
	}
	if took := time.Since(begin); took > 2500*time.Millisecond { // requests in hand have three seconds
		t.Errorf("the stop waited %s for who hangs", took)
	}
}

func TestSlowHostIsOneAndDelaysNoOther(t *testing.T) {
	t.Parallel()
	const delay = 50 * time.Millisecond
	for text, want := range map[string]int{"host-delay=50ms,slow-host=3": 2, "host-delay=50ms": -1} {
		n, _ := run(t, func(c *newsroom.Config) { c.Faults = faults(t, text) })
		var slow []int
		for i, f := range n.Feeds()[:4] {
			base := f.URL[:strings.LastIndex(f.URL, "/")]
			begin := time.Now()
			get(t, base+"/robots.txt")
			if time.Since(begin) >= delay && n.Statistics().Hosts[i].Faults[newsroom.FaultSlowHost] == 1 {
				slow = append(slow, i)
			}
		}
		if len(slow) != 1 || (want >= 0 && slow[0] != want) {
			t.Errorf("%s: slow hosts are %v", text, slow)
		}
	}
}

// TestFaultsComeAgain holds that the same requests meet the same faults, as often as was said.
func TestFaultsComeAgain(t *testing.T) {
	t.Parallel()
	const attempts = 6
	later := 0 // addresses that were hit after they had answered
	met := func(seed uint64) (all []int) {
		n, _ := run(t, func(c *newsroom.Config) {
			c.Seed, c.Backlog, c.Faults = seed, 24, faults(t, "5xx=0.3,429=0.2,in-row=3")
		})
		for _, a := range truth(n) {
			row, answered := 0, false
			for i := range attempts {
				status := get(t, a.URL).status
				if all = append(all, status); status == 200 {
					row, answered = 0, answered || i == 0
				} else if row++; row > 3 {
					t.Errorf("%s: %d faults one after the other", a.URL, row)
				} else if answered {
					later++
				}
			}
		}
		return all
	}
	first, second, other := met(5), met(5), met(6)
	if !slices.Equal(first, second) {
		t.Error("the same seed has other faults")
	}
	if slices.Equal(first, other) {
		t.Error("another seed has the same faults")
	}
	if later == 0 {
		t.Error("each address is hit always or never")
	}
	count := make(map[int]int)
	for _, status := range first {
		count[status]++
	}
	if hit := len(first) - count[200]; hit < len(first)*35/100 || hit > len(first)*6/10 || count[429] == 0 || count[503] == 0 || count[502] == 0 || count[500] == 0 {
		t.Errorf("of %d answers there are %v", len(first), count)
	}
}
