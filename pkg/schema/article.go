package schema

import "time"

// Article is the record of one version of one news page.
//
// Lists that are always there are never null in JSON: an article by nobody known
// has "author": []. Times are RFC 3339. What a page says of dates, which may be
// less exact, is a [Date]. All text is UTF-8 and, but for BodyHTML, plain: no
// markup and no entities.
type Article struct {
	// ID is the [ArticleID] of URL; all versions of an article share it (ninjs uri).
	ID string `json:"id"`
	// Version counts the versions of an article from 1. Order versions by
	// VersionCreated: after a long rest the count may begin again (ninjs version).
	Version int `json:"version"`
	// VersionCreated is when the wire made this version (ninjs versionCreated).
	VersionCreated time.Time `json:"versionCreated"`
	// PubStatus is usable, or canceled when the publisher took the page away (ninjs pubStatus).
	PubStatus PubStatus `json:"pubStatus"`

	// URL is the page's address after redirects, canonicalised by [CanonicalURL] (schema.org url).
	URL string `json:"url"`
	// CanonicalURL is what the page's rel=canonical says, on whatever domain (RFC 6596).
	CanonicalURL string `json:"canonicalUrl,omitempty"`
	// OriginalURL is the address that the feed gave, before any redirect.
	OriginalURL string `json:"originalUrl"`
	// IsBasedOn is the page of which this one is a copy or a rewriting (schema.org isBasedOn).
	IsBasedOn string `json:"isBasedOn,omitempty"`

	// AdditionalType is what the page is when that is not an article in words, such as
	// ImageGallery, or which kind of article it says that it is, such as
	// OpinionNewsArticle. It is the name of a type of schema.org, and more of them may
	// come; absent for all other articles (schema.org additionalType).
	AdditionalType string `json:"additionalType,omitempty"`
	// Headline is the title as readers see it, without the publisher's name (schema.org headline).
	Headline string `json:"headline"`
	// AlternativeHeadline is a second title, such as the one for search engines (schema.org alternativeHeadline).
	AlternativeHeadline string `json:"alternativeHeadline,omitempty"`
	// Description is the standfirst or summary, plain text (schema.org description).
	Description string `json:"description,omitempty"`
	// ArticleBody is the text of Body, one paragraph a line (schema.org articleBody).
	ArticleBody string `json:"articleBody"`
	// Body is the text as paragraphs with their roles.
	Body []Paragraph `json:"body"`
	// BodyHTML is the text as sanitised HTML: no script, style, form, frame or event handler.
	BodyHTML string `json:"bodyHtml,omitempty"`

	// Byline is the line that says who wrote, as printed (ninjs by).
	Byline string `json:"byline,omitempty"`
	// Author holds people only; an agency is a Provider (schema.org author).
	Author []Person `json:"author"`
	// Publisher is the site that published the page (schema.org publisher).
	Publisher Organization `json:"publisher"`
	// Provider is who delivered the copy when that is not the publisher, such as an agency (schema.org provider).
	Provider *Organization `json:"provider,omitempty"`
	// SourceOrganization is on whose behalf the author worked, where the page says so (schema.org sourceOrganization).
	SourceOrganization *Organization `json:"sourceOrganization,omitempty"`
	// InfoSources are parties that the page names as its sources (ninjs infoSources).
	InfoSources []Organization `json:"infoSources,omitempty"`
	// Syndication says whether this is wire copy, and how that is known.
	Syndication Syndication `json:"syndication"`

	// DatePublished is when the page says it was first published (schema.org datePublished).
	DatePublished Date `json:"datePublished,omitempty"`
	// DatePrecision is how exact DatePublished is; absent when there is none.
	DatePrecision Precision `json:"datePrecision,omitempty"`
	// DateSource is where DatePublished was found, such as jsonld, meta, time, text or feed.
	DateSource string `json:"dateSource,omitempty"`
	// DateModified is when the page says it was last changed (schema.org dateModified).
	DateModified Date `json:"dateModified,omitempty"`
	// Located is the place of the dateline, as printed (ninjs located).
	Located string `json:"located,omitempty"`

	// InLanguage is the text's language, BCP 47, und when unknown (schema.org inLanguage).
	InLanguage string `json:"inLanguage"`
	// LanguageConfidence is how sure InLanguage is, from 0 to 1; absent when unknown.
	LanguageConfidence float64 `json:"languageConfidence,omitempty"`
	// ArticleSection is the section as printed (schema.org articleSection).
	ArticleSection string `json:"articleSection,omitempty"`
	// Keywords are the page's own, as printed (schema.org keywords).
	Keywords []string `json:"keywords"`
	// Image holds the lead image first, then the others (schema.org image).
	Image []Image `json:"image"`
	// Links are the addresses that the body links to, absolute.
	Links []Link `json:"links"`

	// IsAccessibleForFree is what the page says of itself; absent when it says nothing (schema.org isAccessibleForFree).
	IsAccessibleForFree *bool `json:"isAccessibleForFree,omitempty"`
	// Access is who can read the whole page; absent when unknown.
	Access Access `json:"access,omitempty"`
	// CopyrightNotice is the page's copyright line (ninjs copyrightNotice).
	CopyrightNotice string `json:"copyrightNotice,omitempty"`
	// UsageTerms says what may be done with the text, in words or as an address (ninjs usageTerms).
	UsageTerms string `json:"usageTerms,omitempty"`
	// Reservations are what the page asks machines not to do with it; absent when it asks nothing.
	Reservations *Reservations `json:"reservations,omitempty"`

	// WordCount counts the words of the body; a character of a script written without spaces counts as one (schema.org wordCount).
	WordCount int `json:"wordCount"`
	// ContentHash is the [ContentHash] of headline and body: equal text, equal hash.
	ContentHash string `json:"contentHash"`
	// Simhash is a 64-bit similarity hash of the body, 16 hexadecimal digits; near texts differ in few bits (Charikar 2002).
	Simhash string `json:"simhash,omitempty"`

	// Feed is the feed that announced the page.
	Feed FeedRef `json:"feed"`
	// Discovered is when the feed was first seen to announce the page.
	Discovered time.Time `json:"discovered"`
	// Extraction says how the record was made, and what is doubtful in it.
	Extraction Extraction `json:"extraction"`
	// HTTP holds the facts of the download; absent when the page could not be had.
	HTTP *HTTPFacts `json:"http,omitempty"`
}

// The additional types of pages that are no articles in words. The others are
// those of schema.org's types of articles that a page says of itself.
const (
	TypeLiveBlog = "LiveBlogPosting" // entries with times of their own, to which more are added
	TypeGallery  = "ImageGallery"    // pictures with captions, and little text besides
	TypeVideo    = "VideoObject"     // a video, and what is said of it
	TypeAudio    = "AudioObject"     // a recording, and what is said of it
	TypePodcast  = "PodcastEpisode"  // an episode of a podcast
)

// PubStatus is a publication status of ninjs 3.1.
type PubStatus string

// The publication statuses that wirecopy gives.
const (
	StatusUsable   PubStatus = "usable"
	StatusCanceled PubStatus = "canceled" // the publisher withdrew the page
)

// Access says who can read the whole page.
type Access string

// The kinds of access.
const (
	AccessUnknown   Access = ""
	AccessFree      Access = "free"
	AccessMetered   Access = "metered"
	AccessPaywalled Access = "paywalled"
)

// Role says what a paragraph is.
type Role string

// The roles of a paragraph.
const (
	RoleParagraph  Role = "paragraph"
	RoleSubheading Role = "subheading"
	RoleListItem   Role = "listItem"
	RoleQuote      Role = "quote"
)

// Paragraph is one block of the body, plain text without line breaks.
type Paragraph struct {
	// Role is what the block is in the text.
	Role Role `json:"role"`
	// Text is the block's text.
	Text string `json:"text"`
}

// Person is someone who wrote (schema.org Person).
type Person struct {
	// Name is the person's name as printed, without "By" (schema.org name).
	Name string `json:"name"`
	// URL is the person's page, where the article links to one (schema.org url).
	URL string `json:"url,omitempty"`
}

// Organization is a publisher, an agency or another body (schema.org Organization).
type Organization struct {
	// Name is the organisation's name as readers know it (schema.org name).
	Name string `json:"name"`
	// Domain is the registrable domain: lower-case ASCII, without www.
	Domain string `json:"domain,omitempty"`
	// URL is the organisation's own page (schema.org url).
	URL string `json:"url,omitempty"`
}

// Syndication says whether the text came from somebody else.
type Syndication struct {
	// IsSyndicated is true for wire copy and other texts from elsewhere.
	IsSyndicated bool `json:"isSyndicated"`
	// Method names the strongest sign: byline, dateline, copyright, jsonld, canonical or feed.
	Method string `json:"method,omitempty"`
	// Confidence is how sure IsSyndicated is, from 0 to 1; absent when unknown.
	Confidence float64 `json:"confidence,omitempty"`
}

// Reservations are what a page asks machines not to do with it, by its meta
// elements or by the header that it came with. What it doesn't ask is absent.
type Reservations struct {
	// NoArchive asks that no copy of the page be shown (robots noarchive).
	NoArchive bool `json:"noArchive,omitempty"`
	// NoAI asks that the page be left out of what models learn from (robots noai).
	NoAI bool `json:"noAi,omitempty"`
	// NoImageAI asks the same for its pictures (robots noimageai).
	NoImageAI bool `json:"noImageAi,omitempty"`
	// TDM reserves the rights of text and data mining (TDMRep tdm-reservation; Directive (EU) 2019/790, article 4).
	TDM bool `json:"tdm,omitempty"`
	// TDMPolicy is the address of the terms on which mining may be licensed (TDMRep tdm-policy).
	TDMPolicy string `json:"tdmPolicy,omitempty"`
}

// Image is a picture of the article (schema.org ImageObject).
type Image struct {
	// ContentURL is the picture's own address (schema.org contentUrl).
	ContentURL string `json:"contentUrl,omitempty"`
	// Caption says what is seen, without credit and licence (schema.org caption).
	Caption string `json:"caption,omitempty"`
	// AltText is the text that stands for the picture (HTML alt).
	AltText string `json:"altText,omitempty"`
	// CreditText is the credit line as printed, without the licence (schema.org creditText).
	CreditText string `json:"creditText,omitempty"`
	// Creator is who made the picture (schema.org creator).
	Creator string `json:"creator,omitempty"`
	// License is the licence's name in the style of SPDX, such as CC-BY-NC-ND-2.0 (schema.org license).
	License string `json:"license,omitempty"`
	// LicenseURL is the licence's address.
	LicenseURL string `json:"licenseUrl,omitempty"`
	// CopyrightNotice is the picture's copyright line (schema.org copyrightNotice).
	CopyrightNotice string `json:"copyrightNotice,omitempty"`
	// AcquireLicensePage is where a licence can be had (schema.org acquireLicensePage).
	AcquireLicensePage string `json:"acquireLicensePage,omitempty"`
	// Width is in pixels; absent when unknown (schema.org width).
	Width int `json:"width,omitempty"`
	// Height is in pixels; absent when unknown (schema.org height).
	Height int `json:"height,omitempty"`
}

// Link is an address that the body links to.
type Link struct {
	// URL is the address, absolute (HTML href).
	URL string `json:"url"`
	// Text is the linked text.
	Text string `json:"text,omitempty"`
}

// Extraction says how a record was made.
type Extraction struct {
	// Method names the reading that gave the body, such as trafilatura, jsonld or feed.
	Method string `json:"method"`
	// Extractor is the program that made the record, with its version.
	Extractor string `json:"extractor"`
	// Confidence is how sure body and headline are, from 0 to 1; absent when unknown.
	Confidence float64 `json:"confidence,omitempty"`
	// Warnings name what is doubtful, one short phrase each.
	Warnings []string `json:"warnings"`
}

// HTTPFacts are the facts of a download (RFC 9110).
type HTTPFacts struct {
	// Status is the status code of the last answer (RFC 9110 §15).
	Status int `json:"status"`
	// Fetched is when the page was asked for.
	Fetched time.Time `json:"fetched"`
	// ContentType is the answer's media type, as received (RFC 9110 §8.3).
	ContentType string `json:"contentType,omitempty"`
	// ETag is the page's validator, byte for byte as received; absent for an article
	// of several pages, for which none of theirs can speak (RFC 9110 §8.8.3).
	ETag string `json:"etag,omitempty"`
	// LastModified is the page's other validator, byte for byte as received, and absent as that one (RFC 9110 §8.8.2).
	LastModified string `json:"lastModified,omitempty"`
	// Bytes is the decoded size of the page, in bytes.
	Bytes int64 `json:"bytes,omitempty"`
	// Redirects are the addresses that were passed through, in order, the first
	// one asked for included and the last one, which is the article's URL, not.
	Redirects []string `json:"redirects,omitempty"`
}
