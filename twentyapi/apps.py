"""Django's admin with a site of our own. (Imported as a module: Django would take a class for that of this app.)"""

from django.contrib.admin import apps as admin


class SettingsConfig(admin.AdminConfig):
    default = False
    default_site = "twentyapi.site.SettingsSite"
