package web

// The form and the desk are modules of plain JavaScript below screener and desk,
// bundled and minified by esbuild.
//
//go:generate go tool -modfile=../tools/go.mod esbuild screener/style/screener.css --bundle --minify --target=es2022 --log-level=warning --outfile=screener/build/screener.css
//go:generate go tool -modfile=../tools/go.mod esbuild screener/element.js --bundle --minify --format=iife --target=es2022 --charset=utf8 "--banner:js=// <rls-screener>, the intake form of rlscreen: https://github.com/rlscreen/rlscreen" --legal-comments=eof --loader:.css=text --log-level=warning --outfile=embed/rls-screener.js
//go:generate go tool -modfile=../tools/go.mod esbuild desk/desk.css --bundle --minify --target=es2022 --log-level=warning --outfile=desk/build/desk.css
//go:generate go tool -modfile=../tools/go.mod esbuild desk/desk.js --bundle --minify --format=iife --target=es2022 --charset=utf8 "--banner:js=// The clinician's desk of rlscreen: https://github.com/rlscreen/rlscreen" --legal-comments=eof --loader:.css=text --log-level=warning --outfile=assets/desk.js
