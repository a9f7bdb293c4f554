package web_test

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestPageAndForm(t *testing.T) {
	_, b := openShop(t)
	res, body := b.get("/shelves/a")
	b.is(res, body, 200, `<html lang="en" dir="ltr"`, `data-live="/shelves/a"`, `name="do" value="shop.put"`)
	if csp := res.Header.Get("Content-Security-Policy"); strings.Contains(csp, "unsafe") || !strings.Contains(csp, "default-src 'none'") {
		t.Errorf("policy %q", csp)
	}
	res, body = b.post("/shelves/a", "do=shop.put&form=put&once=1&name=tea&price=3")
	b.is(res, body, 303)
	if to := res.Header.Get("Location"); to != "/shelves/a" {
		t.Errorf("led to %q", to)
	}
	res, body = b.post("/shelves/a", "do=shop.put&form=put&once=1&name=tea&price=3")
	b.is(res, body, 303) // sent twice: answered twice, done once
	res, body = b.post("/shelves/a", "do=shop.put&form=put&once=2&name=tea&price=٣")
	b.is(res, body, 409, "tea", "is there already.")
	res, body = b.get("/shelves/a")
	b.is(res, body, 200, "tea")
}

// A refused form comes back with what was typed, each sentence at its field.
func TestRefusedForm(t *testing.T) {
	_, b := openShop(t)
	res, body := b.post("/shelves/a", "do=shop.put&form=put&once=1&name=%D8%B4%D8%A7%D9%8A&price=10")
	b.is(res, body, 422, `value="شاي"`, "is odd.", "10 is too dear.", `aria-invalid="true"`, `id="put-name-error"`)
	res, body = b.post("/shelves/a", "do=shop.put&form=put&once=1&nome=x&price=ten")
	b.is(res, body, 422, "There is no field called", "Please write a whole number")
	b.lang = "ar"
	res, body = b.post("/shelves/a", "do=shop.put&form=put&once=1&name=x&price=10")
	b.is(res, body, 422, `dir="rtl"`, "١٠ غالٍ.")
	res, body = b.post("/shelves/a", "do=shop.enter&name=x")
	b.is(res, body, 404)
}

func TestNobodyIsAskedToSignIn(t *testing.T) {
	_, b := openShop(t)
	b.session = ""
	res, body := b.get("/shelves/a")
	b.is(res, body, 303)
	if to := res.Header.Get("Location"); to != "/door?next=%2Fshelves%2Fa" {
		t.Errorf("led to %q", to)
	}
	res, body = b.post("/shelves/a", "do=shop.put&name=tea")
	b.is(res, body, 401, "Please sign in first.")
	for next, want := range map[string]string{"": "/shelves/a", "/shelves/b?x=1": "/shelves/b?x=1", "https://elsewhere.example/": "/",
		"//elsewhere.example": "/", "/\\elsewhere.example": "/", "/\t/elsewhere.example": "/"} {
		res, body = b.post("/door", "do=shop.enter&name=bob&next="+strings.ReplaceAll(strings.ReplaceAll(next, "\\", "%5C"), "\t", "%09"))
		b.is(res, body, 303)
		if to, c := res.Header.Get("Location"), res.Header.Get("Set-Cookie"); to != want || !strings.Contains(c, "ittihad=session-of-bob") || !strings.Contains(c, "HttpOnly") {
			t.Errorf("next=%q led to %q with %q", next, to, c)
		}
	}
}

// A form that another site made the browser send changes nothing.
func TestCrossOrigin(t *testing.T) {
	_, b := openShop(t)
	res, body := b.post("/shelves/a", "do=shop.put&name=tea&once=1", "Sec-Fetch-Site", "cross-site")
	b.is(res, body, 403, "from another site")
	res, body = b.post("/shelves/a", "do=shop.put&name=tea&once=1", "Origin", "https://elsewhere.example")
	b.is(res, body, 403)
	res, body = b.get("/shelves/a")
	if strings.Contains(body, "tea") {
		t.Error("another site put something on the shelf")
	}
	b.is(res, body, 200)
}

// What broke is told with a reference and without its text.
func TestFault(t *testing.T) {
	_, b := openShop(t)
	res, body := b.post("/shelves/a", "do=shop.put&name=broken&once=1")
	b.is(res, body, 500, "tell the secretariat this reference")
	if strings.Contains(body, "unexpected EOF") {
		t.Error("the fault's text was shown")
	}
	res, body = b.get("/nowhere")
	b.is(res, body, 404, "no page at this address")
	res, body = b.get("/healthz")
	b.is(res, body, 200, "ok")
}

func TestLanguage(t *testing.T) {
	_, b := openShop(t)
	res, body := b.get("/shelves/a?lang=tr&q=1")
	b.is(res, body, 303)
	if to, c := res.Header.Get("Location"), res.Header.Get("Set-Cookie"); to != "/shelves/a?q=1" || !strings.HasPrefix(c, "lang=tr") {
		t.Errorf("led to %q with %q", to, c)
	}
	res, body = b.get("/shelves/a", "Cookie", "ittihad=session-of-ann; lang=tr")
	b.is(res, body, 200, `lang="tr"`)
	res, _ = b.get("/shelves/a?lang=&digits=", "Cookie", "ittihad=session-of-ann; lang=tr")
	if to, c := res.Header.Get("Location"), res.Header.Values("Set-Cookie"); to != "/shelves/a" || len(c) != 2 ||
		!strings.Contains(strings.Join(c, "\n"), "lang=; Path=/; Max-Age=0") || !strings.Contains(strings.Join(c, "\n"), "digits=; Path=/; Max-Age=0") {
		t.Errorf("as the browser: to %q with %q", to, c)
	}
}

// A program is answered at once in the language that it asks for.
func TestLanguageOfAPI(t *testing.T) {
	_, b := openShop(t)
	b.session = ""
	res, body := b.get("/api/shop.see?shelf=a&lang=tr")
	b.is(res, body, 401, `"key":"kernel.sign_in"`)
	if lang, c := res.Header.Get("Content-Language"), res.Header.Get("Set-Cookie"); lang != "tr" || c != "" {
		t.Errorf("answered in %q with the cookie %q", lang, c)
	}
}

func TestAPI(t *testing.T) {
	_, b := openShop(t)
	b.session = ""
	token := []string{"Authorization", "Bearer shop.put", "Idempotency-Key", "k"}
	res, body := b.send("POST", "/api/shop.put", "application/json", `{"shelf":"a","name":"tea"}`, token...)
	b.is(res, body, 200, `"name":"tea"`)
	res, body = b.send("POST", "/api/shop.put", "application/json", `{"shelf":"a","name":"salt"}`, token...)
	b.is(res, body, 409, `"key":"kernel.once_conflict"`)
	res, body = b.send("POST", "/api/shop.put", "application/json", `{"shelf":"a","name":"x","price":12}`, "Authorization", "Bearer shop.put", "Accept-Language", "ar")
	b.is(res, body, 422, `"field":"price"`, "غالٍ", `"errors":[`)
	if kind := res.Header.Get("Content-Type"); kind != "application/problem+json" {
		t.Errorf("a refusal of kind %q", kind)
	}
	res, body = b.send("POST", "/api/shop.put", "application/json", `{"shelf":"a","nome":"x"}`, token...)
	b.is(res, body, 422, `"key":"kernel.unknown_field"`, `"field":"nome"`, "There is no field called", "nome")
	res, body = b.send("POST", "/api/shop.put", "application/json", `{"shelf"`, token...)
	b.is(res, body, 422, "could not be read")
	res, body = b.get("/api/shop.see?shelf=a", token...)
	b.is(res, body, 403, `"key":"kernel.token_scope"`)
	res, body = b.get("/api/shop.see?shelf=a", "Authorization", "Bearer shop.see")
	b.is(res, body, 200, `{"names":["tea"]`)
	res, body = b.get("/api/shop.see?shelf=a")
	b.is(res, body, 401, `"key":"kernel.sign_in"`)
	res, body = b.get("/api/shop.none")
	b.is(res, body, 404, `"key":"kernel.no_page"`)
	res, body = b.get("/api/openapi.json")
	b.is(res, body, 200, `"openapi":"3.1.0"`, `"/api/shop.put"`)
	var doc map[string]any
	if err := json.Unmarshal([]byte(body), &doc); err != nil {
		t.Error(err)
	}
}
