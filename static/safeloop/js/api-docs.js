/* Shows the schema of this host in Swagger UI (which can also try requests out) or in Redoc. */

const swagger = document.getElementById("swagger-ui");
const redoc = document.getElementById("redoc");

if (swagger) {
  window.SwaggerUIBundle({
    url: swagger.dataset.schema,
    domNode: swagger,
    presets: [window.SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    deepLinking: true,
    docExpansion: "none",
    validatorUrl: null,
    requestInterceptor(request) {
      // A request that carries no token acts by the browser's own session, which asks for this proof.
      if (new URL(request.url, location.href).origin === location.origin) {
        request.headers["X-CSRFToken"] = swagger.dataset.csrf;
      }
      return request;
    },
  });
}

if (redoc) {
  window.Redoc.init(redoc.dataset.schema, { disableSearch: true, hideLoading: true, nativeScrollbars: true }, redoc);
}
