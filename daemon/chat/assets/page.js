// The page on which the chat can be tried: in the reader's language, before the loader (widget.js) asks for it.
document.documentElement.lang = navigator.languages.map((tag) => tag.slice(0, 2)).find((tag) => tag === 'en' || tag === 'es') ?? 'en';
document.title = document.documentElement.lang === 'es' ? 'Chat con la ciudad' : 'Chat with the city';
document.addEventListener('click', ({ target }) => { if (target.matches('.open')) window.Crosstown?.open(); });
