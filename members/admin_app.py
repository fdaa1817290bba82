"""Puts the staff's site in the place of Django's, so that every app registers there."""

from django.contrib.admin.apps import AdminConfig


class StaffAdminConfig(AdminConfig):
    default_site = "members.site.StaffSite"
