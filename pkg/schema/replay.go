package schema

import (
	"fmt"
	"strings"
)

// HeaderReplayed is on an article's message that was published once more from a
// store, for a consumer that is older than the stream's memory: when that was, in
// RFC 3339 and UTC. All else of it is as it was.
const HeaderReplayed = "Wirecopy-Replayed"

// ReplaySubject is where an article's message goes when it is replayed to a
// subject of the user's own: that subject itself or, if it ends in ".>", with the
// language, publisher and section of the article's subject in the place of ">":
//
//	to              article                        goes to
//	desk.archive    articles.v1.en.dw-com.sport    desk.archive
//	desk.archive.>  articles.v1.en.dw-com.sport    desk.archive.en.dw-com.sport
func ReplaySubject(to, article string) string {
	prefix, open := strings.CutSuffix(to, ">")
	if !open {
		return to
	}
	return prefix + strings.TrimPrefix(article, articlesPrefix)
}

// CheckReplaySubject says what is wrong with a subject to replay to: it must be
// one of NATS, without wildcards but for a last token ">", and none that the wire
// or NATS itself uses, where what is replayed would be taken for news.
func CheckReplaySubject(to string) error {
	tokens := strings.Split(to, ".")
	for i, token := range tokens {
		switch {
		case token == "":
			return fmt.Errorf("subject %q has an empty part", to)
		case token == ">" && i == len(tokens)-1 && i > 0:
		case strings.ContainsAny(token, "*>"):
			return fmt.Errorf("subject %q has a wildcard: only a last part may be \">\", as in desk.archive.>", to)
		case strings.ContainsFunc(token, func(r rune) bool { return r <= ' ' || r >= 0x7f }):
			return fmt.Errorf("subject %q: use printable ASCII characters without spaces", to)
		}
	}
	if first := tokens[0]; first[0] == '$' || strings.HasPrefix(first, "_INBOX") {
		return fmt.Errorf("subject %q belongs to NATS: choose one of your own, such as desk.archive", to)
	}
	for _, own := range []string{SubjectFeeds, SubjectPolls, SubjectItems, SubjectArticles, SubjectRejected, SubjectRetries} {
		if first, _, _ := strings.Cut(own, "."); first == tokens[0] {
			return fmt.Errorf("subject %q belongs to the wire, which uses %s: choose one of your own, such as desk.archive", to, own)
		}
	}
	return nil
}
