// Draws the API of this CRM as the signed-in person may use it. What changes something carries the session's token.
(async () => {
  const answer = await fetch('/api/session', { credentials: 'same-origin' });
  if (!answer.ok) {
    const hint = document.createElement('p');
    hint.style.cssText = 'font: 16px system-ui; max-width: 40em; margin: 4em auto; padding: 0 1em';
    hint.append('Please ');
    const link = document.createElement('a');
    link.href = '/';
    link.textContent = 'sign in';
    hint.append(link, ' first: the API is shown as you may use it.');
    document.getElementById('api').replaceChildren(hint);
    return;
  }
  const { csrf } = await answer.json();
  window.SwaggerUIBundle({
    url: '/api/openapi.json',
    dom_id: '#api',
    docExpansion: 'none',
    filter: true,
    validatorUrl: null,
    requestInterceptor: (request) => {
      if (csrf) request.headers['X-CSRF-Token'] = csrf;
      return request;
    },
  });
})();
