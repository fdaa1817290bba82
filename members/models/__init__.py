from members.models.account_mail import AccountMail
from members.models.audit import AuditEvent
from members.models.erasure_log import ErasureLog
from members.models.group import Group
from members.models.organisation import Organisation, OrganisationText
from members.models.person import HomeArea, Person
from members.models.representation import Representation
from members.models.role_grant import RoleGrant
from members.models.user import User
from members.roles import Role

__all__ = [
    "AccountMail",
    "AuditEvent",
    "ErasureLog",
    "Group",
    "HomeArea",
    "Organisation",
    "OrganisationText",
    "Person",
    "Representation",
    "Role",
    "RoleGrant",
    "User",
]
