package agency

// Agency is a news agency.
type Agency struct {
	Name   string // as readers know it: AFP, Reuters
	Domain string // of its own site, where its copy isn't syndicated
}

// entry is an agency with its spellings. An acronym counts in the case that it
// is written in here only, for "ap", "pa" and "ani" are words somewhere.
type entry struct {
	Agency
	acronyms []string
	names    []string
}

func entries() []entry {
	return []entry{
		{Agency{"AFP", "afp.com"}, []string{"AFP", "АФП"}, []string{"agence france presse", "agence france-presse", "法新社", "франс пресс", "франс-пресс", "フランス通信", "فرانس برس", "وكالة فرانس برس", "أ ف ب", "ا ف ب", "एएफपी", "אי אף פי", "AFP通信"}},
		{Agency{"AP", "apnews.com"}, []string{"AP"}, []string{"associated press", "the associated press", "美联社", "美聯社", "ap通信", "ассошиэйтед пресс", "أ ب", "أسوشيتد برس", "اسوشيتد برس", "एपी", "איי פי"}},
		{Agency{"Reuters", "reuters.com"}, []string{"REUTERS", "RTRS"}, []string{"reuters", "thomson reuters", "рейтер", "路透社", "路透", "ロイター", "رويترز", "रॉयटर्स", "רויטרס", "로이터", "рейтерс", "ройтерс", "رویترز"}},
		{Agency{"dpa", "dpa.com"}, []string{"dpa", "DPA", "dpa-infocom", "dpa-AFX"}, []string{"deutsche presse agentur", "deutsche presse-agentur", "د ب أ", "德新社", "дпа"}},
		{Agency{"EFE", "efe.com"}, []string{"EFE", "Efe"}, []string{"agencia efe", "agência efe", "efe news"}},
		{Agency{"ANSA", "ansa.it"}, []string{"ANSA"}, []string{"agenzia ansa", "redazione ansa"}},
		{Agency{"TASS", "tass.com"}, []string{"TASS", "ТАСС", "ITAR-TASS", "ИТАР-ТАСС"}, []string{"塔斯社", "タス通信"}},
		{Agency{"Interfax", "interfax.ru"}, []string{"ИНТЕРФАКС"}, []string{"interfax", "интерфакс", "国际文传电讯社"}},
		{Agency{"RIA Novosti", "ria.ru"}, []string{"RIA", "РИА"}, []string{"ria novosti", "риа новости", "риановости", "俄新社"}},
		{Agency{"Sputnik", "sputniknews.com"}, nil, []string{"sputnik", "спутник", "卫星通讯社"}},
		{Agency{"Xinhua", "news.cn"}, []string{"XINHUA"}, []string{"xinhua", "xinhua news agency", "新华社", "新華社", "新华网", "синьхуа", "شينخوا", "신화통신"}},
		{Agency{"China News Service", "chinanews.com.cn"}, []string{"CNS"}, []string{"china news service", "中新社", "中国新闻社", "中新网"}},
		{Agency{"PA", "pa.media"}, []string{"PA"}, []string{"press association", "the press association", "pa media", "pa news agency"}},
		{Agency{"UPI", "upi.com"}, []string{"UPI"}, []string{"united press international"}},
		{Agency{"Bloomberg", "bloomberg.com"}, []string{"BLOOMBERG"}, []string{"bloomberg", "bloomberg news", "блумберг", "彭博社", "ブルームバーグ", "블룸버그"}},
		{Agency{"Kyodo", "kyodonews.net"}, []string{"KYODO"}, []string{"kyodo", "kyodo news", "共同通信", "共同通信社", "共同社", "共同", "교도통신"}},
		{Agency{"Jiji Press", "jiji.com"}, nil, []string{"jiji", "jiji press", "時事通信", "時事通信社", "時事", "지지통신"}},
		{Agency{"Yonhap", "yna.co.kr"}, []string{"YONHAP"}, []string{"yonhap", "yonhap news agency", "연합뉴스", "韩联社", "聯合ニュース", "韓聯社"}},
		{Agency{"Anadolu", "aa.com.tr"}, []string{"AA"}, []string{"anadolu", "anadolu agency", "anadolu ajansı", "anadolu agentur", "الأناضول", "وكالة الأناضول"}},
		{Agency{"PTI", "ptinews.com"}, []string{"PTI"}, []string{"press trust of india", "पीटीआई", "भाषा"}},
		{Agency{"ANI", "aninews.in"}, []string{"ANI"}, []string{"asian news international", "एएनआई"}},
		{Agency{"IANS", "ians.in"}, []string{"IANS"}, []string{"indo asian news service", "indo-asian news service", "आईएएनएस"}},
		{Agency{"APA", "apa.at"}, []string{"APA"}, []string{"austria presse agentur"}},
		{Agency{"Keystone-SDA", "keystone-sda.ch"}, []string{"SDA", "sda", "ATS", "ats"}, []string{"keystone sda", "keystone-sda", "keystone-ats", "keystone-sda-ats", "schweizerische depeschenagentur"}},
		{Agency{"ANP", "anp.nl"}, []string{"ANP"}, []string{"algemeen nederlands persbureau"}},
		{Agency{"Belga", "belga.be"}, []string{"BELGA"}, []string{"belga"}},
		{Agency{"NTB", "ntb.no"}, []string{"NTB"}, []string{"norsk telegrambyrå"}},
		{Agency{"TT", "tt.se"}, []string{"TT"}, []string{"tt nyhetsbyrån", "tidningarnas telegrambyrå"}},
		{Agency{"Ritzau", "ritzau.dk"}, []string{"/ritzau/"}, []string{"ritzau"}},
		{Agency{"STT", "stt.fi"}, []string{"STT"}, []string{"suomen tietotoimisto"}},
		{Agency{"PAP", "pap.pl"}, []string{"PAP"}, []string{"polska agencja prasowa"}},
		{Agency{"ČTK", "ctk.cz"}, []string{"ČTK", "CTK"}, []string{"česká tisková kancelář"}},
		{Agency{"MTI", "mti.hu"}, []string{"MTI"}, []string{"magyar távirati iroda"}},
		{Agency{"Ukrinform", "ukrinform.net"}, nil, []string{"ukrinform", "укринформ", "укрінформ"}},
		{Agency{"Europa Press", "europapress.es"}, []string{"EP"}, []string{"europa press"}},
		{Agency{"Lusa", "lusa.pt"}, []string{"LUSA"}, []string{"lusa", "agência lusa"}},
		{Agency{"Agência Brasil", "ebc.com.br"}, nil, []string{"agência brasil", "agencia brasil"}},
		{Agency{"Notimex", "notimex.gob.mx"}, nil, []string{"notimex"}},
		{Agency{"Adnkronos", "adnkronos.com"}, nil, []string{"adnkronos"}},
		{Agency{"AAP", "aap.com.au"}, []string{"AAP"}, []string{"australian associated press"}},
		{Agency{"The Canadian Press", "thecanadianpress.com"}, []string{"CP"}, []string{"canadian press", "the canadian press", "la presse canadienne"}},
		{Agency{"Bernama", "bernama.com"}, []string{"BERNAMA"}, []string{"bernama"}},
		{Agency{"Antara", "antaranews.com"}, []string{"ANTARA"}, []string{"antara"}},
		{Agency{"IRNA", "irna.ir"}, []string{"IRNA"}, []string{"islamic republic news agency", "ایرنا", "خبرگزاری جمهوری اسلامی"}},
		{Agency{"NAN", "nannews.ng"}, []string{"NAN"}, []string{"news agency of nigeria"}},
		{Agency{"KCNA", "kcna.kp"}, []string{"KCNA"}, []string{"korean central news agency"}},
		{Agency{"epd", "epd.de"}, []string{"epd"}, []string{"evangelischer pressedienst"}},
		{Agency{"KNA", "kna.de"}, []string{"KNA"}, []string{"katholische nachrichten agentur", "katholische nachrichten-agentur"}},
		{Agency{"SID", "sid.de"}, []string{"SID", "sid"}, []string{"sport informations dienst", "sport-informations-dienst"}},
		{Agency{"Newsis", "newsis.com"}, nil, []string{"newsis", "뉴시스"}},
		{Agency{"News1", "news1.kr"}, nil, []string{"뉴스1"}},
		{Agency{"CNA", "cna.com.tw"}, nil, []string{"中央社", "中央通訊社"}},
		{Agency{"DHA", "dha.com.tr"}, []string{"DHA"}, []string{"demirören haber ajansı"}},
		{Agency{"İHA", "iha.com.tr"}, []string{"İHA"}, []string{"ihlas haber ajansı"}},
		{Agency{"SPA", "spa.gov.sa"}, nil, []string{"saudi press agency", "واس"}},
		{Agency{"WAM", "wam.ae"}, nil, []string{"emirates news agency", "وام"}},
		{Agency{"MENA", "mena.org.eg"}, nil, []string{"أ ش أ", "middle east news agency"}},
		{Agency{"KUNA", "kuna.net.kw"}, nil, []string{"kuwait news agency", "كونا"}},
		{Agency{"QNA", "qna.org.qa"}, nil, []string{"qatar news agency", "قنا"}},
		{Agency{"SANA", "sana.sy"}, nil, []string{"سانا"}},
		{Agency{"ISNA", "isna.ir"}, nil, []string{"ایسنا"}},
		{Agency{"Tasnim", "tasnimnews.com"}, nil, []string{"تسنیم", "خبرگزاری تسنیم"}},
		{Agency{"Mehr", "mehrnews.com"}, nil, []string{"خبرگزاری مهر"}},
		{Agency{"Fars", "farsnews.ir"}, nil, []string{"خبرگزاری فارس"}},
		{Agency{"UNI", "uniindia.com"}, nil, []string{"united news of india", "वार्ता", "यूएनआई"}},
		{Agency{"AMNA", "amna.gr"}, []string{"ΑΠΕ-ΜΠΕ", "ΑΠΕ", "ΑΜΠΕ"}, []string{"απε μπε", "απε-μπε", "athens-macedonian news agency", "athens macedonian news agency"}},
		{Agency{"BTA", "bta.bg"}, []string{"БТА", "BTA"}, nil},
		{Agency{"Tanjug", "tanjug.rs"}, nil, []string{"tanjug", "танјуг"}},
		{Agency{"Hina", "hina.hr"}, nil, []string{"hina"}},
		{Agency{"TASR", "tasr.sk"}, []string{"TASR"}, nil},
		{Agency{"SITA", "sita.sk"}, []string{"SITA"}, nil},
		{Agency{"Agerpres", "agerpres.ro"}, nil, []string{"agerpres"}},
		{Agency{"BNS", "bns.lt"}, []string{"BNS"}, nil},
		{Agency{"ELTA", "elta.lt"}, []string{"ELTA"}, nil},
		{Agency{"LETA", "leta.lv"}, []string{"LETA"}, nil},
		{Agency{"UNIAN", "unian.ua"}, []string{"УНІАН", "УНИАН"}, []string{"unian", "уніан", "униан"}},
		{Agency{"BelTA", "belta.by"}, []string{"БЕЛТА"}, []string{"belta", "белта"}},
		{Agency{"TTXVN", "vnanet.vn"}, []string{"TTXVN"}, []string{"thông tấn xã việt nam"}},
		{Agency{"AGI", "agi.it"}, []string{"AGI"}, nil},
		{Agency{"askanews", "askanews.it"}, nil, []string{"askanews"}},
		{Agency{"LaPresse", "lapresse.it"}, []string{"LaPresse"}, nil},
		{Agency{"Télam", "telam.com.ar"}, nil, []string{"télam", "telam"}},
	}
}
