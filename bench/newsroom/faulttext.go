package newsroom

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The words of the settings that are no shares.
const (
	wordInRow      = "in-row"
	wordRetryAfter = "retry-after"
	wordSlowFor    = "slow-for"
	wordHostDelay  = "host-delay"
	wordSlowHost   = "slow-host"
)

// ParseFaults reads faults as people write them: words with their values, and
// commas between them.
//
//	5xx=0.1,429=0.02,hang=0.01,slow=0.05,truncated=0.05,charset=0.1,huge=0.01,bomb=0.01,loop=0.01,moved=0.1
//	gone=0.02,missing=0.02,front=0.02            only pages
//	broken=0.05                                  only feeds
//	pages.5xx=0.1,feeds.5xx=0.3                  shares of pages and of feeds apart
//	in-row=2,retry-after=1s,slow-for=10s,host-delay=5s,slow-host=3
//
// An empty text is no faults. The error names all that is wrong.
func ParseFaults(text string) (Faults, error) {
	var f Faults
	var wrong []error
	var unknown, seen []string
	for part := range strings.SplitSeq(text, ",") {
		if part = strings.TrimSpace(part); part == "" {
			continue
		}
		word, value, given := strings.Cut(part, "=")
		word, value = strings.TrimSpace(word), strings.TrimSpace(value)
		known, err := f.set(word, value)
		switch {
		case !known:
			unknown = append(unknown, strconv.Quote(word))
		case !given:
			wrong = append(wrong, fmt.Errorf("faults: %s has no value: write %s=…", word, word))
		case err != nil:
			wrong = append(wrong, fmt.Errorf("faults: %s is %q: %w", word, value, err))
		case slices.Contains(seen, word):
			wrong = append(wrong, fmt.Errorf("faults: %s is there twice", word))
		}
		seen = append(seen, word)
	}
	if len(unknown) > 0 {
		wrong = append(wrong, fmt.Errorf("faults: unknown words %s: use some of %s", strings.Join(unknown, ", "), strings.Join(faultWords(), ", ")))
	}
	if err := errors.Join(append(wrong, f.Validate())...); err != nil {
		return Faults{}, err
	}
	return f, nil
}

// faultWords are all words there are, without their prefixes.
func faultWords() []string {
	var words []string
	for _, fault := range allFaults() {
		words = append(words, string(fault))
	}
	return append(words, wordInRow, wordRetryAfter, wordSlowFor, wordHostDelay, wordSlowHost)
}

// prefixOf tells the shares of pages and of feeds apart.
func prefixOf(k kind) string {
	if k == kindFeed {
		return "feeds."
	}
	return "pages."
}

// set sets what a word stands for, and tells whether there is such a word.
func (f *Faults) set(word, value string) (known bool, err error) {
	switch word {
	case wordInRow:
		f.InRow, err = parseCount(value)
	case wordSlowHost:
		f.SlowHost, err = parseCount(value)
	case wordRetryAfter:
		f.RetryAfter, err = parseWait(value)
	case wordSlowFor:
		f.SlowFor, err = parseWait(value)
	case wordHostDelay:
		f.HostDelay, err = parseWait(value)
	default:
		return f.setShare(word, value)
	}
	return true, err
}

func (f *Faults) setShare(word, value string) (known bool, err error) {
	for _, k := range []kind{kindPage, kindFeed} {
		fault, only := strings.CutPrefix(word, prefixOf(k))
		if !slices.Contains(allFaults(), Fault(fault)) || !has(k, Fault(fault)) {
			continue
		}
		known = true
		share, parseErr := strconv.ParseFloat(value, 64)
		if parseErr != nil {
			return true, errors.New("must be a share from 0 to 1, such as 0.1")
		}
		*f.shares(k).of(Fault(fault)) = share
		if only {
			break
		}
	}
	return known, nil
}

func parseCount(value string) (int, error) {
	v, err := strconv.Atoi(value)
	if err != nil {
		return 0, errors.New("must be a whole number")
	}
	return v, nil
}

func parseWait(value string) (time.Duration, error) {
	v, err := time.ParseDuration(value)
	if err != nil {
		return 0, errors.New("must be a duration, such as 10s")
	}
	return v, nil
}

// String is the text that [ParseFaults] reads; empty for no faults.
func (f Faults) String() string {
	var parts []string
	say := func(word, value string) { parts = append(parts, word+"="+value) }
	for _, fault := range allFaults() {
		page, feed := *f.Pages.of(fault), *f.Feeds.of(fault)
		share := func(prefix string, v float64) {
			if v != 0 {
				say(prefix+string(fault), strconv.FormatFloat(v, 'g', -1, 64))
			}
		}
		switch {
		case !has(kindFeed, fault):
			share("", page)
		case !has(kindPage, fault):
			share("", feed)
		case page == feed:
			share("", page)
		default:
			share(prefixOf(kindPage), page)
			share(prefixOf(kindFeed), feed)
		}
	}
	count := func(word string, v int) {
		if v != 0 {
			say(word, strconv.Itoa(v))
		}
	}
	wait := func(word string, d time.Duration) {
		if d != 0 {
			say(word, d.String())
		}
	}
	count(wordInRow, f.InRow)
	wait(wordRetryAfter, f.RetryAfter)
	wait(wordSlowFor, f.SlowFor)
	wait(wordHostDelay, f.HostDelay)
	count(wordSlowHost, f.SlowHost)
	return strings.Join(parts, ",")
}
