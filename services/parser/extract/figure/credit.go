package figure

import (
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/wirecopy/wirecopy/pkg/schema"
	"github.com/wirecopy/wirecopy/services/parser/extract/agency"
	"github.com/wirecopy/wirecopy/services/parser/extract/licence"
	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// Reader reads pictures. It is safe for use by any number of goroutines.
type Reader struct {
	licences             *licence.Finder
	agencies             *agency.Directory
	label, tail, bracket *regexp.Regexp
}

// New makes a reader.
func New(licences *licence.Finder, agencies *agency.Directory) *Reader {
	const labels = `(?:photo(?:graph)?s?(?:\s+(?:by|credit|courtesy(?:\s+of)?))?|image(?:\s+(?:credit|source|by))?|picture(?:\s+by)?|credits?|credit\s+line|fotos?|fotografía|fotografia|fotoğraf|bild(?:quelle)?|quelle|crédits?(?:\s+photo)?|crédito|foto\s+(?:de|di|von)|imagen|immagine|zdjęcie|фото|снимок|φωτο(?:γραφία)?|תמונה|צילום|تصوير|صورة|الصورة|المصدر|عکس|写真|写真提供|提供|图|图片|摄影|사진|撮影|图源|来源|illustration(?:\s+by)?|source|copyright|via)`
	return &Reader{
		licences: licences,
		agencies: agencies,
		label:    regexp.MustCompile(`(?i)^\s*(?:` + labels + `\s*[:：/]\s*|photo(?:graph)?\s+(?:by|courtesy(?:\s+of)?)\s+|\(c\)\s*|©\s*|via\s+)`),
		tail:     regexp.MustCompile(`(?i)(?:^|[\s.!?…"”(\[|])(` + labels + `\s*[:：]\s*\S.{1,120}|photo(?:graph)?\s+by\s+\S.{1,100}|(?:\(c\)|©)\s*\S.{0,120})$`),
		bracket:  regexp.MustCompile(`\s*[(\[]([^()\[\]]{3,100})[)\]]\s*\.?$`),
	}
}

// Split takes a caption apart. credit is the credit line where the page has it
// in an element of its own, else "".
func (r *Reader) Split(caption, credit string) schema.Image {
	var i schema.Image
	caption, credit = text.Collapse(caption), text.Collapse(credit)
	if credit != "" {
		caption = text.Collapse(strings.Replace(caption, credit, " ", 1))
	}
	caption = r.takeLicence(&i, caption)
	credit = r.takeLicence(&i, credit)
	if credit == "" {
		caption, credit = r.cutCredit(caption)
	}
	if strings.HasPrefix(credit, "©") || strings.HasPrefix(strings.ToLower(credit), "(c)") {
		i.CopyrightNotice = credit
	}
	i.CreditText = r.unlabelled(credit)
	i.Creator = r.creator(i.CreditText)
	i.Caption = trimMarks(caption)
	return i
}

func (r *Reader) takeLicence(i *schema.Image, s string) string {
	l, rest, ok := r.licences.Find(s)
	if ok && i.License == "" {
		i.License, i.LicenseURL = l.Name, l.URL
	}
	return rest
}

// cutCredit finds the credit within a caption: after a label, a ©, or in brackets at the end.
func (r *Reader) cutCredit(caption string) (rest, credit string) {
	if m := r.findTail(caption); m != nil {
		return strings.TrimRight(caption[:m[2]], " |([–—-"), strings.TrimRight(caption[m[2]:], ")] ")
	}
	if strings.ContainsAny(caption, "([") {
		if m := r.bracket.FindStringSubmatchIndex(caption); m != nil && r.isCredit(caption[m[2]:m[3]]) {
			return caption[:m[0]], caption[m[2]:m[3]]
		}
	}
	if before, after, ok := cutLast(caption, ". "); ok && r.isCredit(after) {
		return before + ".", after
	}
	if r.isCredit(caption) {
		return "", caption
	}
	return caption, ""
}

// findTail looks for a credit with its label at the end of a caption. Most captions
// have nothing that every such label has, and looking for it is cheaper.
func (r *Reader) findTail(caption string) []int {
	if !strings.ContainsAny(caption, ":：©") && !strings.Contains(caption, "(c)") && !strings.Contains(caption, "(C)") &&
		!strings.Contains(caption, " by ") && !strings.Contains(caption, " By ") && !strings.Contains(caption, " BY ") {
		return nil
	}
	return r.tail.FindStringSubmatchIndex(caption)
}

func cutLast(s, mark string) (before, after string, ok bool) {
	if i := strings.LastIndex(s, mark); i >= 0 {
		return s[:i], s[i+len(mark):], true
	}
	return s, "", false
}

// isCredit says whether a short text names a photographer with an agency or a platform.
func (r *Reader) isCredit(s string) bool {
	if n := utf8.RuneCountInString(s); n < 3 || n > 100 || strings.Count(s, " ") > 9 {
		return false
	}
	if _, ok := r.agencies.Named(s); ok || isPlatform(s) || r.label.MatchString(s) {
		return true
	}
	key := text.Key(s)
	if strings.Contains(key, "ap photo") || strings.Contains(key, "file photo") || strings.Contains(key, "handout") {
		return true
	}
	for _, part := range strings.FieldsFunc(s, func(c rune) bool { return c == '/' || c == '|' || c == ',' || c == '–' }) {
		if _, ok := r.agencies.Named(part); strings.ContainsAny(s, "/|–") && (ok || isPlatform(part)) {
			return true
		}
	}
	return false
}

// unlabelled is a credit line without "Photo:" and the like.
func (r *Reader) unlabelled(s string) string {
	for range 2 {
		s = r.label.ReplaceAllString(s, "")
	}
	return trimMarks(strings.Trim(s, "()[] "))
}

// creator is who made the picture by the credit line: the part that is neither
// an agency nor a platform.
func (r *Reader) creator(credit string) string {
	for part := range strings.FieldsFuncSeq(credit, func(c rune) bool { return c == '/' || c == '|' || c == ',' || c == '·' || c == ';' }) {
		for _, mark := range [...]string{" via ", " - ", " – ", " for "} {
			part, _, _ = strings.Cut(part, mark)
		}
		part = trimMarks(strings.TrimPrefix(strings.TrimSpace(part), "AP Photo"))
		if part == "" || isPlatform(part) {
			continue
		}
		if _, ok := r.agencies.Named(part); ok {
			continue
		}
		return part
	}
	return ""
}

// isPlatform knows the archives and sites that pictures come by.
func isPlatform(s string) bool {
	key := text.Key(s)
	for _, suffix := range [...]string{" images", " com", " commons", " photo", " photos"} {
		key = strings.TrimSuffix(key, suffix)
	}
	switch key {
	case "flickr", "getty", "wikimedia", "wikipedia", "unsplash", "pexels", "pixabay", "shutterstock", "istock", "istockphoto",
		"alamy", "imago", "picture alliance", "dpa picture alliance", "zuma", "zuma press", "corbis", "adobe stock", "stock adobe",
		"instagram", "facebook", "twitter", "x", "youtube", "telegram", "epa", "epa efe", "afp via getty", "nurphoto", "sipa", "pa wire",
		"file", "archive", "archiv", "handout", "screenshot", "pool", "pool photo", "courtesy", "reuters", "ap", "depositphotos", "tiktok":
		return true
	}
	return false
}

func trimMarks(s string) string {
	return strings.TrimSpace(strings.Trim(strings.TrimSpace(s), "|/–—- ,;:"))
}
