// Package pressure watches the streams and says who has to hold back, so that
// no stream's own limit ever drops a message that somebody still needs.
//
//	mark      passed when                                              holds back
//	articles  the storer's oldest unacknowledged article has gone half
//	          of the way to being dropped, by age or by bytes          parsers
//	items     ITEMS holds too many messages, or bytes                  fetchers
//	storage   JetStream has little room left                           both
//
// One thing leads to the next: a store that is down holds the parsers, so that
// items pile up, which holds the fetchers. No message waits in a process and no
// publish is refused meanwhile; what isn't asked for stays on the web.
//
// A mark is left only well below where it was passed, so that nobody stops and
// goes at every look. A server that doesn't answer changes nothing.
//
// It stops nobody by itself: parsers and fetchers ask before they take
// something up. It doesn't watch other consumers of the articles either; who
// falls behind by more than the stream keeps has been told so by its limits.
//
// A look is three requests, and two more while the storer is behind. A user of
// a server with permissions needs $JS.API.INFO, $JS.API.STREAM.INFO and
// $JS.API.DIRECT.GET of ARTICLES, $JS.API.STREAM.INFO.ITEMS, and
// $JS.API.CONSUMER.INFO.ARTICLES.storer.
package pressure
