"""How the settings pages look. Read by settings.py: what needs models is named here, not imported."""

from typing import Any

from django.templatetags.static import static

THEME: dict[str, Any] = {
    "SITE_TITLE": "twentyapi settings",
    "SITE_HEADER": "twentyapi",
    "SITE_SUBHEADER": "twentyapi.admin.navigation.subheader",
    "SITE_URL": "/",
    "SITE_SYMBOL": "hub",
    "SITE_FAVICONS": [{"rel": "icon", "type": "image/svg+xml", "href": lambda request: static("docs/icon.svg")}],
    "LOGIN": {"form": "twentyapi.site.SignInForm"},
    "SHOW_HISTORY": False,
    "SHOW_VIEW_ON_SITE": False,
    "BORDER_RADIUS": "8px",
    "STYLES": [lambda request: static("settings/settings.css")],
    "SCRIPTS": [lambda request: static("settings/settings.js")],
    "DASHBOARD_CALLBACK": "twentyapi.admin.pages.dashboard",
    "GLOBAL_CALLBACK": "twentyapi.admin.navigation.shared",
    "COLORS": {
        "primary": {
            "50": "#eef2ff",
            "100": "#e0e7ff",
            "200": "#c7d2fe",
            "300": "#a5b4fc",
            "400": "#818cf8",
            "500": "#6366f1",
            "600": "#4f46e5",
            "700": "#4338ca",
            "800": "#3730a3",
            "900": "#312e81",
            "950": "#1e1b4b",
        }
    },
    "SIDEBAR": {
        "show_search": False,
        "show_all_applications": False,
        "navigation": "twentyapi.admin.navigation.sidebar",
    },
}
