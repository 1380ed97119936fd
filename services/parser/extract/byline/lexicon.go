package byline

import (
	"strings"

	"github.com/wirecopy/wirecopy/services/parser/extract/text"
)

// lexicon is the words of bylines, in lower case.
type lexicon struct {
	by, preposition, work, labels, articles, titles, joins map[string]bool
	after, tails, pictures, jobs, desks                    map[string]bool
	separators                                             map[string]part
	eastern                                                []string
}

const german = "autor" //nolint:misspell // and Spanish, Polish, ...

func set(lists ...string) map[string]bool {
	words := map[string]bool{}
	for _, list := range lists {
		for w := range strings.FieldsSeq(list) {
			words[w] = true
		}
	}
	return words
}

func newLexicon() lexicon {
	l := lexicon{
		// what stands before a name: "by", the author, and for the copy of an agency "with"
		by: set(`by von vom par por door di da av af från fra yazan muallif autorin autoren autora autores auteur auteure auteurs author authors forfatter
			tekst text texte texto testo teksti szöveg írta scris написал написала автор авторы автори текст γράφει γράφουν του της oleh penulis avec escribe escriben escrito
			بقلم كتب كتبت تقرير نویسنده מאת כתב כתבה लेखक रिपोर्ट`, german),
		// those of them that are also parts of names: Di Maria, da Silva
		preposition: set(`di da av af fra του της`),
		// what was done; it needs a "by" or a colon after it
		work: set(`written reported posted published recipe view all more posts post words story article analysis opinion review reporting report column commentary essay interview
			pressemitteilung rezept geschrieben erstellt eingestellt veröffentlicht verfasst zeige alle beiträge beitrag artikel blog blogbeitrag gastbeitrag kolumne kommentar
			interview reportage bericht porträt glosse écrit publié rédigé article tribune chronique propos recueillis escrito publicado columna artículo
			scritto pubblicato articolo geschreven artikel skrevet napisał napisała opracował gespeichert submitted a`),
		// what needs a colon
		labels: set(`redaktion redactor redactora redacteur redactie redazione redacción rédaction editor bearbeitung mitarbeit`),
		// what may stand before the work
		articles: set(`ein eine einem einer un une an a the this`),
		titles:   set(`η ο οι`), // Greek names have an article
		joins:    set(`und and et y e og och &`),
		// what ends a byline
		after: set(`updated update published posted aktualisiert veröffentlicht publiziert actualizado publicado publié min minute minutes mins share shares follow lesezeit`),
		// what is left at the end when the date is off
		tails: set(`on am le um at vom stand alle datum zuletzt artikel posts
			monday tuesday wednesday thursday friday saturday sunday montag dienstag mittwoch donnerstag freitag samstag sonntag mon tue wed thu fri sat sun
			lundi mardi mercredi jeudi vendredi samedi dimanche lunes martes miércoles jueves viernes sábado domingo`),
		pictures: set(`illustration illustrationen illustrations foto fotos fotografie fotografin photo photos photography photographs photographer bild bilder images pictures video grafik graphics fotografía fotografías fotografie`),
		eastern: []string{
			"取材・文", "文・写真", "文", "記者", "记者", "作者", "作成者", "責任編輯", "责任编辑", "责编", "責編", "編集", "编辑", "編輯", "執筆", "著者", "筆者", "この記事を書いた人", "撰文", "来源", "글", "작성자", "기자",
		},
		separators: map[string]part{},
	}
	for w := range strings.FieldsSeq("and und et en och og y i и та і e ve και și és ja dan with mit con avec com med met") {
		l.separators[w] = part{and: true}
	}
	for w := range strings.FieldsSeq("in for of via from at für aus bei") {
		l.separators[w] = part{of: true}
	}
	l.jobs, l.desks = jobs(), desks()
	return l
}

// separator says whether a word parts names, and how.
func (l *lexicon) separator(w string) (part, bool) {
	p, ok := l.separators[w]
	return p, ok
}

// isDesk knows the words that no person's name has: jobs, desks, organisations.
func (l *lexicon) isDesk(s string) bool {
	lower := strings.ToLower(s)
	if strings.Contains(lower, "e.v") || strings.Contains(lower, "e. v") || strings.Contains(lower, "super user") {
		return true
	}
	for w := range text.Words(s) {
		if l.desks[w] || l.isJob(w) {
			return true
		}
	}
	for _, mark := range [...]string{"編集部", "编辑部", "編輯部", "新聞", "新闻", "通信", "편집국", "뉴스", "日报", "日報"} {
		if strings.Contains(s, mark) {
			return true
		}
	}
	return false
}

// isJob knows jobs, also those that German puts together: Wirtschaftsredakteur.
func (l *lexicon) isJob(w string) bool {
	if l.jobs[w] {
		return true
	}
	for _, end := range [...]string{"redakteur", "redakteurin", "korrespondent", "korrespondentin", "reporter", "reporterin", "journalist", "journalistin", "chef", "chefin"} {
		if strings.HasSuffix(w, end) && len(w) > len(end)+2 {
			return true
		}
	}
	return false
}

// jobs are what people are: a name may stand before them.
func jobs() map[string]bool {
	return set(`staff editor editors reporter reporters correspondent correspondents writer writers contributor contributors journalist journalists producer columnist
		author senior chief guest special freelance photographer director manager specialist analyst
		redakteur redakteurin chefredakteur chefredakteurin reporterin korrespondent korrespondentin autorin journalistin journaliste rédacteur rédactrice periodista redactor redactora giornalista dziennikarz
		корреспондент корр журналист обозреватель редактор phd md fotograf fotografin geschäftsführer leiter leiterin`, german)
}

// desks are what no name has beside it.
func desks() map[string]bool {
	return set(`editorial board newsroom desk team bureau newsdesk webteam
		redaktion onlineredaktion redacción redaccion redação redacao rédaction redazione redactie redakcja redakce redaksjonen redaktionen toimitus szerkesztőség
		редакция редакція agencies agencia agencias agenturen agences agency admin administrator webmaster
		news press media magazine newspaper tv radio online digital service services wire wires
		committee association university institute department ministry group inc ltd gmbh corp se kg llc
		anonymous unknown nachrichten zeitung politics business sports sport health health-care
		monday tuesday wednesday thursday friday saturday sunday www com http https
		verband bundesverband stiftung foundation abteilung pressestelle ministerium bundesministerium partei ag solutions division school college hospital faculty
		erstellt stand edit method germany deutschland schweiz österreich
		datum written publiziert geändert aktualisiert artikel beiträge inhalte posts getty images por credentials
		twitter facebook instagram linkedin xing youtube account profil profile website homepage kontakt contact email mail folgen bio print
		content paid sponsored advertorial anzeige marketing`)
}
