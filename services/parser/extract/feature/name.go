package feature

import (
	"fmt"

	"golang.org/x/net/html/atom"

	"github.com/wirecopy/wirecopy/services/parser/extract/block"
)

// The figures of a block, by their place in a row.
const (
	// Of its text.
	runes = iota
	words
	sentences
	commas
	marks
	symbols
	capitals
	digits
	wordLength
	bold
	italic
	linked
	links
	breaks
	firstRune
	lastRune
	hasTime
	afterPicture
	repeats
	isRepeat

	// Of its place.
	tagOwn
	tagParent
	tagGrand
	tagGreat
	depth
	inArticle
	inBody
	inMain
	inAside
	inNav
	inFooter
	inHeader
	inFigure
	inForm
	inTable
	inList
	inQuote
	inHidden
	inOff
	position
	fromEnd
	share
	pageBlocks
	pageGood
	pageLinked

	// Of the elements around it, four of each.
	goodShare
	goodWords   = goodShare + ups
	linkDensity = goodWords + ups
	blocksIn    = linkDensity + ups
	paragraphs  = blocksIn + ups
	children    = paragraphs + ups
	pictures    = children + ups

	// Of the blocks that stand alike.
	kinShare = pictures + ups + iota - goodShare - 7 // seven lines since
	kinWords
	kinCount
	kinGood
	kinLinked
	pathShare
	pathCount
	trailShare
	trailCount
	isAloof
	goodNear
	inComments
	goodSaid
	afterComments

	// Of the containers.
	inContainer
	containerLevels
	containerDistance
	parentLevels
	parentDistance
	parentShare
	goodBefore
	goodAfter
	toGood
	sinceGood

	// Of the evidence.
	inTitle
	ofTitle
	inDescription
	ofDescription
	fromHeading
	fromStart
	covered
	evidence

	// Of words in short blocks.
	groupWords
	firstGroup = groupWords + numWordGroups

	// Of the neighbours, six of each.
	nearWords  = firstGroup + 1
	nearLinked = nearWords + nears
	nearTag    = nearLinked + nears
	nearKin    = nearTag + nears
	nearGood   = nearKin + nears

	// Of the words of classes around it, one for each group.
	classLevel = nearGood + nears

	// Count is how many figures a row has.
	Count = classLevel + block.NumGroups
)

const (
	ups   = 4 // the holder, and three elements above it
	nears = 6 // three blocks before and three after
)

// Names are the names of the figures, in order.
func Names() []string {
	names := []string{
		"runes", "words", "sentences", "commas", "marks", "symbols", "capitals", "digits", "wordLength", "bold", "italic", "linked",
		"links", "breaks", "firstRune", "lastRune", "hasTime", "afterPicture", "repeats", "isRepeat", "tagOwn", "tagParent", "tagGrand",
		"tagGreat", "depth", "inArticle", "inBody", "inMain", "inAside", "inNav", "inFooter", "inHeader", "inFigure", "inForm", "inTable",
		"inList", "inQuote", "inHidden", "inOff", "position", "fromEnd", "share", "pageBlocks", "pageGood", "pageLinked",
	}
	several := func(name string, n int) {
		for i := range n {
			names = append(names, fmt.Sprint(name, i))
		}
	}
	for _, name := range [...]string{"goodShare", "goodWords", "linkDensity", "blocksIn", "paragraphs", "children", "pictures"} {
		several(name, ups)
	}
	names = append(names, "kinShare", "kinWords", "kinCount", "kinGood", "kinLinked", "pathShare", "pathCount", "trailShare", "trailCount",
		"isAloof", "goodNear", "inComments", "goodSaid", "afterComments", "inContainer", "containerLevels", "containerDistance",
		"parentLevels", "parentDistance", "parentShare", "goodBefore", "goodAfter", "toGood", "sinceGood", "inTitle", "ofTitle", "inDescription",
		"ofDescription", "fromHeading", "fromStart", "covered", "evidence")
	several("groupWords", numWordGroups)
	names = append(names, "firstGroup")
	for _, name := range [...]string{"nearWords", "nearLinked", "nearTag", "nearKin", "nearGood"} {
		several(name, nears)
	}
	several("classLevel", block.NumGroups)
	return names
}

func tagOf(a atom.Atom) int {
	switch a {
	case atom.P:
		return 0
	case atom.Div:
		return 1
	case atom.Section:
		return 2
	case atom.Article:
		return 3
	case atom.Main:
		return 4
	case atom.Blockquote, atom.Q:
		return 5
	case atom.Pre:
		return 6
	case atom.H1:
		return 7
	case atom.H2:
		return 8
	case atom.H3:
		return 9
	case atom.H4, atom.H5, atom.H6:
		return 10
	case atom.Li:
		return 11
	case atom.Ul, atom.Ol:
		return 12
	case atom.Dl, atom.Dt, atom.Dd:
		return 13
	case atom.Td, atom.Th:
		return 14
	case atom.Tr, atom.Tbody, atom.Thead, atom.Table, atom.Tfoot:
		return 15
	case atom.Body:
		return 16
	case atom.Figcaption:
		return 17
	case atom.Figure:
		return 18
	case atom.Header:
		return 19
	case atom.Aside:
		return 20
	case atom.Footer:
		return 21
	case atom.Nav:
		return 22
	case atom.Form:
		return 23
	case atom.Address:
		return 24
	case 0:
		return 25
	default:
		return 26
	}
}
