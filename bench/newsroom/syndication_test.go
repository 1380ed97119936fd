package newsroom_test

import (
	"bytes"
	"encoding/json"
	"math"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/wirecopy/wirecopy/bench/newsroom"
	"github.com/wirecopy/wirecopy/pkg/schema"
)

// syndicate has many papers of two languages take from agencies.
func syndicate(c *newsroom.Config) {
	c.Feeds, c.Hosts, c.Backlog, c.Languages = 24, 12, 720, []string{"en", "ja"}
	c.Syndicated, c.Routine = 0.4, 0.4
}

// byStory are the articles of each story.
func byStory(n *newsroom.Newsroom) map[string][]newsroom.Article {
	stories := make(map[string][]newsroom.Article)
	for _, a := range truth(n) {
		stories[a.Story] = append(stories[a.Story], a)
	}
	return stories
}

// published is when an article was published.
func published(t *testing.T, a newsroom.Article) time.Time {
	t.Helper()
	at, err := a.Published.Time()
	if err != nil {
		t.Fatal(err)
	}
	return at
}

func TestWithoutSyndicationEveryArticleStandsAlone(t *testing.T) {
	t.Parallel()
	n, _ := open(t, func(c *newsroom.Config) { syndicate(c); c.Syndicated = 0 })
	for story, articles := range byStory(n) {
		if len(articles) != 1 || articles[0].Beat != "" || !strings.HasPrefix(story, "own-") {
			t.Errorf("%s of the beat %q has %d articles", story, articles[0].Beat, len(articles))
		}
	}
}

func TestAgenciesStoriesAreTakenBySeveralPapers(t *testing.T) {
	t.Parallel()
	n, _ := open(t, syndicate)
	stories := byStory(n)
	copies, several, spans := 0, 0, []time.Duration{}
	beats := make(map[string]int)
	for story, articles := range stories {
		if strings.HasPrefix(story, "own-") {
			continue
		}
		copies += len(articles)
		beats[articles[0].Beat]++
		if len(articles) >= 3 {
			several++
		}
		var papers []string
		var times []time.Time
		for _, a := range articles {
			papers, times = append(papers, a.Publisher), append(times, published(t, a))
			if a.Language != articles[0].Language || a.Beat != articles[0].Beat {
				t.Errorf("%s: %s is in %s of the beat %q", story, a.URL, a.Language, a.Beat)
			}
		}
		slices.Sort(papers)
		if len(slices.Compact(papers)) != len(articles) {
			t.Errorf("%s: a paper has taken it twice", story)
		}
		slices.SortFunc(times, time.Time.Compare)
		if len(times) > 1 {
			spans = append(spans, times[len(times)-1].Sub(times[0]))
		}
	}
	if got := float64(copies) / float64(n.Published()); math.Abs(got-0.4) > 0.1 {
		t.Errorf("a share of %.2f is copies, want about 0.4", got)
	}
	slices.Sort(spans)
	if middle := spans[len(spans)/2]; middle < 10*time.Minute || middle > 6*time.Hour || spans[len(spans)-1] > 12*time.Hour {
		t.Errorf("the copies of a story are spread over %s in the median, %s at most", middle, spans[len(spans)-1])
	}
	if several < 20 || len(beats) != 4 || beats[""] < beats["match"] {
		t.Errorf("%d stories have three copies or more; by beat there are %v", several, beats)
	}
}

// unmarked is a text without its markers, which no two copies have alike.
func unmarked(text string) string {
	return regexp.MustCompile(`mk[0-9a-f]{12}`).ReplaceAllString(text, "")
}

// sentences are those of an article, in a set.
func sentences(a newsroom.Article) map[string]bool {
	set := make(map[string]bool)
	for _, p := range a.Paragraphs {
		for s := range strings.SplitSeq(strings.ReplaceAll(unmarked(p.Text), "。", "."), ".") {
			if s = strings.TrimSpace(s); s != "" {
				set[s] = true
			}
		}
	}
	return set
}

// common is the share of the shorter text's sentences that the other one has too.
func common(one, other map[string]bool) float64 {
	both := 0
	for s := range one {
		if other[s] {
			both++
		}
	}
	return float64(both) / float64(min(len(one), len(other)))
}

func median(values []float64) float64 {
	slices.Sort(values)
	return values[len(values)/2]
}

// TestCopiesAreAlikeAndNearMissesLessSo compares all pairs of one language.
func TestCopiesAreAlikeAndNearMissesLessSo(t *testing.T) {
	t.Parallel()
	n, _ := open(t, func(c *newsroom.Config) { syndicate(c); c.Backlog = 240 })
	var copies, misses, strangers []float64
	all := truth(n)
	texts := make([]map[string]bool, len(all))
	for i, a := range all {
		texts[i] = sentences(a)
		for j, b := range all[:i] {
			if a.Language != b.Language {
				continue
			}
			switch alike := common(texts[i], texts[j]); {
			case a.Story == b.Story && a.Beat == "":
				copies = append(copies, alike)
			case a.Story == b.Story:
			case a.Beat != "" && a.Beat == b.Beat:
				misses = append(misses, alike)
			default:
				strangers = append(strangers, alike)
			}
		}
	}
	if c, m, s := median(copies), median(misses), median(strangers); c < 0.6 || m < 0.2 || m > 0.6 || s > 0.01 {
		t.Errorf("of the sentences have in common: copies %.2f, two of one beat %.2f, others %.2f", c, m, s)
	}
}

func TestCopiesDifferAsPapersMakeThem(t *testing.T) {
	t.Parallel()
	n, _ := open(t, syndicate)
	var named, staff, unsigned, rewritten, shorter, own, same, foreign int
	count := func(n *int, when bool) {
		if when {
			*n++
		}
	}
	for story, articles := range byStory(n) {
		if strings.HasPrefix(story, "own-") || len(articles) < 2 {
			continue
		}
		agency := ""
		for _, a := range articles {
			count(&named, a.Provider != "")
			count(&staff, a.Provider == "" && len(a.Authors) == 1)
			count(&unsigned, a.Provider == "" && len(a.Authors) == 0)
			count(&foreign, a.CanonicalURL != a.URL)
			if a.Provider != "" && len(a.Authors) > 0 || a.Provider == "" && a.CanonicalURL != a.URL {
				t.Errorf("%s is by %q and %q, canonical %s", a.URL, a.Authors, a.Provider, a.CanonicalURL)
			}
			if a.Provider != "" && agency != "" && a.Provider != agency {
				t.Errorf("%s is of %s and of %s", story, agency, a.Provider)
			}
			if a.Provider != "" {
				agency = a.Provider
			}
		}
		a, b := articles[0], articles[1]
		count(&rewritten, a.Headline != b.Headline)
		count(&shorter, len(a.Paragraphs) != len(b.Paragraphs))
		count(&own, common(sentences(a), sentences(b)) < 1)
		count(&same, a.Headline == b.Headline)
	}
	for name, n := range map[string]int{
		"names the agency": named, "is signed by its staff": staff, "is unsigned": unsigned, "is canonical elsewhere": foreign,
		"has another headline": rewritten, "has the same headline": same, "is shorter": shorter, "has sentences of its own": own,
	} {
		if n < 5 {
			t.Errorf("%d copies: %s", n, name)
		}
	}
}

// TestRoutineReportsTellOfTwoThings: what two reports of one beat say of their own differs.
func TestRoutineReportsTellOfTwoThings(t *testing.T) {
	t.Parallel()
	n, _ := open(t, func(c *newsroom.Config) { syndicate(c); c.Routine = 1 })
	leads := make(map[string]string) // story by headline and first sentence
	for story, articles := range byStory(n) {
		if articles[0].Beat == "" {
			continue
		}
		lead := unmarked(articles[0].Paragraphs[0].Text)
		if other, ok := leads[lead]; ok {
			t.Errorf("%s and %s both begin: %s", story, other, lead)
		}
		leads[lead] = story
	}
	if len(leads) < 60 {
		t.Errorf("%d routine reports", len(leads))
	}
}

func TestPagesOfCopiesHoldTheTruth(t *testing.T) {
	t.Parallel()
	n, _ := run(t, func(c *newsroom.Config) {
		syndicate(c)
		c.Hosts, c.Feeds, c.Backlog = 18, 18, 90
		c.Languages = newsroom.Defaults().Languages
	})
	copies := make(map[string]int)
	for _, a := range truth(n) {
		if strings.HasPrefix(a.Story, "own-") {
			continue
		}
		copies[a.Language]++
		page := get(t, a.URL)
		if page.status != http.StatusOK {
			t.Fatalf("%s answers %d", a.URL, page.status)
		}
		checkPage(t, a, page.body)
		for _, p := range a.Paragraphs {
			if strings.ContainsAny(p.Text+a.Headline, "$\x00") {
				t.Errorf("%s: %q is not filled in", a.URL, p.Text)
			}
		}
	}
	if len(copies) < 8 {
		t.Errorf("copies by language are %v", copies)
	}
}

func TestAPerfectConsumerOfCopies(t *testing.T) {
	t.Parallel()
	n, _ := open(t, func(c *newsroom.Config) { syndicate(c); c.Backlog = 120 })
	var records []*schema.Article
	for _, a := range truth(n) {
		records = append(records, perfect(a))
	}
	report, err := n.Check(lines(t, records))
	if err != nil {
		t.Fatal(err)
	}
	if err := report.Err(); err != nil {
		t.Errorf("%v\n%s", err, report)
	}
}

func TestSyndicationFollowsFromTheSeed(t *testing.T) {
	t.Parallel()
	// Addresses differ by the free ports that they got, and ids of feeds with them.
	told := func(seed uint64) (all []byte) {
		n, _ := open(t, func(c *newsroom.Config) { syndicate(c); c.Backlog, c.Seed = 120, seed })
		for _, a := range truth(n) {
			a.URL, a.Announced, a.CanonicalURL, a.Feeds, a.Image, a.Domain = "", "", "", nil, nil, ""
			line, err := json.Marshal(a)
			if err != nil {
				t.Fatal(err)
			}
			all = append(all, line...)
		}
		return all
	}
	if first := told(5); !bytes.Equal(first, told(5)) || bytes.Equal(first, told(6)) {
		t.Error("the same seed gives another truth, or another one the same")
	}
}

// TestCopiesComeAsTimePasses: what is out stays as it is, and new stories come, as fast as the newsroom's time.
func TestCopiesComeAsTimePasses(t *testing.T) {
	t.Parallel()
	n, clock := open(t, func(c *newsroom.Config) { syndicate(c); c.Backlog, c.Speed = 240, 60 })
	before := truth(n)
	clock.turn(30 * time.Minute) // more than a day
	after := make(map[string]newsroom.Article)
	for _, a := range truth(n) {
		after[a.URL] = a
	}
	for _, a := range before {
		if diff := cmp.Diff(a, after[a.URL], cmp.AllowUnexported(newsroom.Article{}, newsroom.Image{})); diff != "" {
			t.Fatalf("%s has changed (-before +after):\n%s", a.URL, diff)
		}
	}
	fresh, several := 0, 0
	for story, articles := range byStory(n) {
		if strings.HasPrefix(story, "own-") {
			continue
		}
		first, last := published(t, articles[0]), published(t, articles[0])
		for _, a := range articles {
			if at := published(t, a); at.Before(first) {
				first = at
			} else if at.After(last) {
				last = at
			}
		}
		if first.After(epoch()) {
			fresh += len(articles)
			if len(articles) >= 3 {
				several++
			}
			if last.Sub(first) > 20*time.Minute {
				t.Errorf("%s is taken over %s, in which more than half a day passes", story, last.Sub(first))
			}
		}
	}
	if share := float64(fresh) / float64(n.Published()-len(before)); math.Abs(share-0.4) > 0.15 || several < 10 {
		t.Errorf("a share of %.2f of what is new is copies, and %d stories have three", share, several)
	}
}

func TestJoinsAreCounted(t *testing.T) {
	t.Parallel()
	n, _ := open(t, func(c *newsroom.Config) { syndicate(c); c.Faults = faults(t, "gone=0.1") })
	story := make(map[string]newsroom.Article)
	pairs := 0
	for _, articles := range byStory(n) {
		had := 0
		for _, a := range articles {
			story[a.URL] = a
			if a.Fate.ToBeHad() {
				pairs += had
				had++
			}
		}
	}
	perfect := n.Joins(func(url string) string { return story[url].Story })
	if diff := cmp.Diff(newsroom.Joins{Pairs: pairs, Joined: pairs, Right: pairs}, perfect); diff != "" || pairs == 0 || perfect.Precision() != 1 || perfect.Recall() != 1 {
		t.Errorf("perfect (-want +got):\n%s", diff)
	}
	none := n.Joins(func(string) string { return "" })
	if diff := cmp.Diff(newsroom.Joins{Pairs: pairs}, none); diff != "" || none.Precision() != 1 || none.Recall() != 0 {
		t.Errorf("none (-want +got):\n%s", diff)
	}
	beats := n.Joins(func(url string) string { return story[url].Language + story[url].Beat })
	if beats.Recall() != 1 || beats.Alike == 0 || beats.Precision() > 0.5 || beats.Right+beats.Alike > beats.Joined {
		t.Errorf("by beat: %+v", beats)
	}
}
