/** The languages of the simulated server. */
export type Locale = 'en' | 'de' | 'fr' | 'ja' | 'pt';

interface Texts {
  readonly notAvailable: string;
  readonly exitStatus: (code: string) => string;
  readonly notCancelled: string;
  readonly proxyError: string;
}

const texts: Record<Locale, Texts> = {
  en: {
    notAvailable: 'N/A',
    exitStatus: (code) => `Exit status: ${code}`,
    notCancelled: 'The job could not be cancelled.',
    proxyError: 'Error loading data from proxy',
  },
  de: {
    notAvailable: 'k.A.',
    exitStatus: (code) => `Exit-Status: ${code}`,
    notCancelled: 'Der Job konnte nicht abgebrochen werden.',
    proxyError: 'Fehler beim Laden der Daten vom Proxy',
  },
  fr: {
    notAvailable: 'Sans objet',
    exitStatus: (code) => `Statut de sortie : ${code}`,
    notCancelled: "Le job n'a pas pu être annulé.",
    proxyError: 'Erreur de chargement des données depuis le proxy',
  },
  ja: {
    notAvailable: 'N/A',
    exitStatus: (code) => `終了ステータス: ${code}`,
    notCancelled: 'ジョブをキャンセルできませんでした。',
    proxyError: 'プロキシーからのデータの読み込み中にエラーが発生しました',
  },
  pt: {
    notAvailable: 'N/D',
    exitStatus: (code) => `Status de saída: ${code}`,
    notCancelled: 'O trabalho não pôde ser cancelado.',
    proxyError: 'Erro ao carregar dados do proxy',
  },
};

export function textsOf(locale: Locale): Texts {
  return texts[locale];
}

/** The language of `locale` or else of `Accept-Language`; English if it is unknown. */
export function localeOf(parameter: unknown, acceptLanguage: string | undefined): Locale {
  const wanted = typeof parameter === 'string' ? [parameter] : (acceptLanguage ?? '').split(',');
  for (const one of wanted) {
    const language = one.trim().slice(0, 2).toLowerCase();
    if (isLocale(language)) return language;
  }
  return 'en';
}

function isLocale(language: string): language is Locale {
  return Object.hasOwn(texts, language);
}
