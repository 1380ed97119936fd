package newsroom

import "github.com/wirecopy/wirecopy/pkg/schema"

// layout is the markup of a publisher. Each pair opens and closes what holds
// something. The layouts differ in all that an extractor may lean on: names of
// elements and classes, where the headline is, how paragraphs are told apart,
// and what the metadata say.
type layout struct {
	main        [2]string // the story: headline, picture, text
	outside     bool      // the headline is before the story and not in it
	kicker      [2]string // the section's name
	headline    [2]string
	standfirst  [2]string
	byline      [2]string
	date        [2]string
	pictureLast bool // the picture comes after the first paragraph
	figure      [2]string
	caption     [2]string
	credit      [2]string
	body        [2]string
	paragraph   [2]string
	subheading  [2]string
	quote       [2]string
	list        [2]string
	item        [2]string
	inline      [2]string // what stands between two paragraphs and is none, such as an advertisement
	teaser      [2]string
	card        string // class of a teaser's block

	// precision is how exactly the page says when it was published.
	precision schema.Precision
	metadata  metadata
}

// metadata is how much of an article its JSON-LD says.
type metadata int

const (
	metadataFull  metadata = iota // all of it
	metadataGraph                 // all of it, in a graph with other things, authors by reference
	metadataThin                  // headline, dates and publisher; the rest is in meta elements
)

// div opens and closes a div with a class.
func div(class string) [2]string {
	return [2]string{`<div class="` + class + `">`, "</div>\n"}
}

// el opens and closes an element with attributes.
func el(name, attributes string) [2]string {
	if attributes != "" {
		attributes = " " + attributes
	}
	return [2]string{"<" + name + attributes + ">", "</" + name + ">\n"}
}

// layouts are all there are.
func layouts() []layout {
	return []layout{semantic(), divs(), breaks(), blog(), hashed(), microdata()}
}

// semantic is the markup of the textbooks.
func semantic() layout {
	return layout{
		main:       [2]string{`<main id="main"><article class="article article--news">`, "</article></main>\n"},
		kicker:     el("p", `class="article__kicker"`),
		headline:   [2]string{`<header class="article__header"><h1 class="article__title">`, "</h1></header>\n"},
		standfirst: el("p", `class="article__standfirst"`),
		byline:     [2]string{`<address class="article__byline">`, "</address>\n"},
		date:       el("span", `class="article__date"`),
		figure:     el("figure", `class="article__figure article__figure--lead"`),
		caption:    [2]string{`<figcaption class="article__caption"><span class="caption__text">`, "</span> "},
		credit:     [2]string{`<span class="caption__credit">`, "</span></figcaption>\n"},
		body:       el("div", `class="article__body" data-module="body"`),
		paragraph:  el("p", ""), subheading: el("h2", ""), quote: [2]string{"<blockquote><p>", "</p></blockquote>\n"},
		list: el("ul", ""), item: el("li", ""),
		inline:    el("aside", `class="article__inset"`),
		teaser:    el("article", `class="teaser teaser--grid"`),
		card:      "teaser__card",
		precision: schema.PrecisionSecond, metadata: metadataFull,
	}
}

// divs is the soup of an old content management system.
func divs() layout {
	return layout{
		main:       [2]string{`<div id="wrap"><div class="story clearfix"><div class="story-in">`, "</div></div></div>\n"},
		kicker:     div("story-rubric"),
		headline:   [2]string{`<div class="story-hd"><h1>`, "</h1></div>\n"},
		standfirst: div("story-lead"),
		byline:     div("story-author"),
		date:       div("story-date"),
		figure:     div("story-pic"),
		caption:    [2]string{`<div class="story-pic-txt">`, " "},
		credit:     [2]string{`<i class="story-pic-cr">`, "</i></div>\n"},
		body:       div("story-txt"),
		paragraph:  el("p", `class="txt-p"`), subheading: el("h3", `class="txt-h"`), quote: [2]string{`<div class="txt-q"><blockquote>`, "</blockquote></div>\n"},
		list: el("ul", `class="txt-l"`), item: el("li", ""),
		inline:    div("box-in"),
		teaser:    div("tsr"),
		card:      "tsr-in",
		precision: schema.PrecisionMinute, metadata: metadataThin,
	}
}

// breaks tells paragraphs apart by line breaks alone.
func breaks() layout {
	return layout{
		main:        [2]string{`<div id="content" class="col-left"><div class="news-item">`, "</div></div>\n"},
		kicker:      el("span", `class="rubric"`),
		headline:    el("h1", `class="news-title"`),
		standfirst:  [2]string{"<b class=\"anons\">", "</b><br>\n"},
		byline:      el("div", `class="author"`),
		date:        el("div", `class="news-date"`),
		pictureLast: true,
		figure:      el("div", `class="news-photo"`),
		caption:     [2]string{`<div class="photo-sign">`, " "},
		credit:      [2]string{"<em>", "</em></div>\n"},
		body:        el("div", `id="news-text" class="text"`),
		paragraph:   [2]string{"", "<br><br>\n"}, subheading: el("h3", ""), quote: [2]string{`<blockquote class="cite">`, "</blockquote>\n"},
		list: el("ul", ""), item: el("li", ""),
		inline:    el("div", `class="in-text-block"`),
		teaser:    el("div", `class="news-list-item"`),
		card:      "news-list-card",
		precision: schema.PrecisionSecond, metadata: metadataThin,
	}
}

// blog is the markup of the most used blog software.
func blog() layout {
	return layout{
		main:       [2]string{`<div id="primary" class="content-area"><article class="post type-post status-publish format-standard hentry">`, "</article></div>\n"},
		kicker:     el("span", `class="cat-links"`),
		headline:   [2]string{`<header class="entry-header"><h1 class="entry-title">`, "</h1></header>\n"},
		standfirst: el("div", `class="entry-summary"`),
		byline:     [2]string{`<span class="byline"><span class="author vcard">`, "</span></span>\n"},
		date:       el("span", `class="posted-on"`),
		figure:     el("figure", `class="wp-block-image size-large post-thumbnail"`),
		caption:    [2]string{`<figcaption class="wp-element-caption">`, " "},
		credit:     [2]string{`<span class="media-credit">`, "</span></figcaption>\n"},
		body:       el("div", `class="entry-content"`),
		paragraph:  el("p", ""), subheading: el("h2", `class="wp-block-heading"`), quote: [2]string{`<blockquote class="wp-block-quote"><p>`, "</p></blockquote>\n"},
		list: el("ul", `class="wp-block-list"`), item: el("li", ""),
		inline:    el("div", `class="widget widget_text"`),
		teaser:    el("article", `class="post-card type-post"`),
		card:      "post-card__inner",
		precision: schema.PrecisionSecond, metadata: metadataGraph,
	}
}

// hashed is what a compiler of style sheets leaves: classes without a meaning.
func hashed() layout {
	return layout{
		main:        [2]string{`<div class="css-1q2w3e4"><div class="css-9d8f7g e1h2j3k0"><section class="css-0p9o8i">`, "</section></div></div>\n"},
		outside:     true,
		kicker:      el("div", `class="css-6t5r4e" data-testid="label"`),
		headline:    [2]string{`<div class="css-2w3e4r"><h1 class="css-7y6t5r" data-testid="headline">`, "</h1></div>\n"},
		standfirst:  el("p", `class="css-5t4r3e" data-testid="summary"`),
		byline:      el("div", `class="css-3e4r5t" data-testid="byline"`),
		date:        el("div", `class="css-8u7y6t" data-testid="timestamp"`),
		pictureLast: true,
		figure:      [2]string{`<div class="css-4r5t6y" data-component="image-block"><figure class="css-1a2s3d">`, "</figure></div>\n"},
		caption:     [2]string{`<figcaption class="css-2s3d4f"><span class="css-3d4f5g">`, "</span> "},
		credit:      [2]string{`<span class="css-4f5g6h"><span>`, "</span></span></figcaption>\n"},
		body:        el("div", `class="css-5g6h7j" data-testid="story-body"`),
		paragraph:   [2]string{`<div class="css-6h7j8k" data-component="text-block"><p class="css-7j8k9l">`, "</p></div>\n"},
		subheading:  [2]string{`<div class="css-8k9l0m" data-component="subheadline-block"><h2 class="css-9l0m1n">`, "</h2></div>\n"},
		quote:       [2]string{`<div class="css-6h7j8k" data-component="quote-block"><blockquote class="css-0m1n2b">`, "</blockquote></div>\n"},
		list:        [2]string{`<div class="css-6h7j8k" data-component="list-block"><ul class="css-1n2b3v">`, "</ul></div>\n"},
		item:        el("li", `class="css-2b3v4c"`),
		inline:      el("div", `class="css-3v4c5x" data-component="ad-slot"`),
		teaser:      el("div", `class="css-4c5x6z" data-testid="card"`),
		card:        "css-5x6z7a",
		precision:   schema.PrecisionMinute, metadata: metadataGraph,
	}
}

// microdata marks the parts by itemprop, and lists in order.
func microdata() layout {
	return layout{
		main:       [2]string{`<section class="page-content" itemscope itemtype="https://schema.org/NewsArticle">`, "</section>\n"},
		outside:    true,
		kicker:     el("strong", `class="page-section"`),
		headline:   [2]string{`<header class="page-header"><h1 class="page-title">`, "</h1></header>\n"},
		standfirst: el("h2", `class="page-intro" itemprop="description"`),
		byline:     el("p", `class="page-author"`),
		date:       el("p", `class="page-date"`),
		figure:     el("figure", `class="page-image" itemprop="image" itemscope itemtype="https://schema.org/ImageObject"`),
		caption:    [2]string{`<figcaption><span itemprop="caption">`, "</span> "},
		credit:     [2]string{`<small itemprop="creditText">`, "</small></figcaption>\n"},
		body:       el("div", `class="page-text" itemprop="articleBody"`),
		paragraph:  el("p", `class="par"`), subheading: el("h3", `class="par-title"`), quote: [2]string{`<blockquote class="par-quote"><p>`, "</p></blockquote>\n"},
		list: el("ol", `class="par-list"`), item: el("li", ""),
		inline:    el("div", `class="page-promo"`),
		teaser:    el("li", `class="listing-item"`),
		card:      "listing-box",
		precision: schema.PrecisionSecond, metadata: metadataFull,
	}
}
