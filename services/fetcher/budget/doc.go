// Package budget finds the constant c of the square-root law with which all feeds
// of a wire together are asked as often as its user allows, see
// [github.com/wirecopy/wirecopy/services/fetcher/policy]. Any number of replicas
// share it, and none leads.
//
// Each replica adds up what the polls that it plans will come to: a feed that was
// polled after a time and will be polled at a pace stands for time × pace
// requests. Since a feed is polled in a window of time with the probability
// window/interval, the sum over a window's length is what the whole fleet will
// ask at the present c, without knowing how many feeds there are and without
// waiting for what the last change of c does. Once a minute each adds its sum to
// a record that all share; whoever finds that the record has seen enough changes
// c by the ratio of what is planned to what is allowed, and begins a new window.
//
// A replica that can't reach the record goes on with the c that it has. It asks a
// little too much or too little until it can; nothing waits for the budget, and
// losing the record loses at most a window.
//
// It is no limit: no request is refused here. What a host can bear is its lane's to say.
package budget
