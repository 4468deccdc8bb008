// Whether the page is dark now: by the reader's choice, else by the system's.

class Theme {
  dark = $state(false);

  constructor() {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const read = () => {
      const chosen = document.documentElement.dataset['theme'];
      this.dark = chosen ? chosen === 'dark' : system.matches;
    };
    read();
    system.addEventListener('change', read);
    new MutationObserver(read).observe(document.documentElement, {
      attributes: true,
      attributeFilter: ['data-theme'],
    });
  }
}

export const theme = new Theme();
