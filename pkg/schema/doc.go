// Package schema is the contract of wirecopy: the records that travel over
// NATS, the subjects they travel on, and the identities that make them once.
//
// It holds no behaviour of any service, opens no connection and depends on the
// standard library alone, so that a consumer anywhere can import it.
//
// The records follow the life of an article:
//
//	Feed       what a user says of a feed        (key-value bucket "catalogue")
//	Poll       what the latest poll found        (polls.<feed>)
//	Item       an address that a feed announced  (items.due.<host>.<item>)
//	Article    the clean record of a page        (articles.v1.<language>.<publisher>.<section>)
//	Rejection  what could not become a record    (rejected.<stage>.<reason>)
//
// Field names are those of schema.org and IPTC ninjs 3.1 where these have one;
// each field's comment names its source. Within v1 fields are added, never
// renamed, retyped or dropped; readers must ignore fields that they don't know.
// Other languages read the same contract as JSON Schema: see [JSONSchema].
//
// What identities and subjects are made from is foreign text, so that it goes
// through [CanonicalURL] and [Token] first, which take any bytes.
package schema
