"""Webhooks in the metadata schema."""

from typing import Any

import graphene
from graphql import GraphQLResolveInfo

from metadata.graphql.context import caller_of
from metadata.graphql.errors import bad_input
from metadata.graphql.filters import uuid_of
from metadata.graphql.plain import Given, plain
from metadata.graphql.scalars import JSON, UUID, DateTime
from webhooks import render
from webhooks.services import deliveries, webhooks

Row = dict[str, Any]
Texts = graphene.List(graphene.NonNull(graphene.String))


class Webhook(graphene.ObjectType):
    id = UUID(required=True)
    targetUrl = graphene.String(required=True)
    operations = graphene.NonNull(Texts)
    description = graphene.String()
    secret = graphene.String(required=True)
    applicationId = UUID(required=True)
    createdAt = DateTime(required=True)
    updatedAt = DateTime(required=True)
    deletedAt = DateTime()
    state = graphene.String(required=True, description="ACTIVE, PAUSED or DISABLED")
    failingSince = DateTime()


class WebhookDelivery(graphene.ObjectType):
    """One event on its way to one webhook."""

    id = UUID(required=True)
    webhookId = UUID(required=True)
    eventName = graphene.String(required=True)
    recordId = UUID(required=True)
    state = graphene.String(required=True, description="PENDING, DELIVERED, DEAD or SKIPPED")
    attempts = graphene.Int(required=True)
    status = graphene.Int()
    createdAt = DateTime(required=True)
    nextAttemptAt = DateTime()
    finishedAt = DateTime()
    log = JSON(required=True, description="The latest attempts: at, status, ms, error, response")


class GetWebhookInput(graphene.InputObjectType):
    id = UUID(required=True)


class CreateWebhookInput(graphene.InputObjectType):
    id = UUID()
    targetUrl = graphene.String(required=True)
    operations = graphene.InputField(graphene.NonNull(Texts))
    description = graphene.String()
    secret = graphene.String()


class UpdateWebhookInputUpdates(graphene.InputObjectType):
    targetUrl = graphene.String()
    operations = graphene.InputField(Texts)
    description = graphene.String()
    secret = graphene.String()


class UpdateWebhookInput(graphene.InputObjectType):
    id = UUID(required=True)
    update = graphene.InputField(UpdateWebhookInputUpdates, required=True)


class WebhookDeliveriesInput(graphene.InputObjectType):
    webhookId = UUID(required=True)
    state = graphene.String()
    limit = graphene.Int()
    startingAfter = UUID()
    from_ = DateTime(name="from")
    to = DateTime()


class ResendWebhookDeliveriesInput(graphene.InputObjectType):
    webhookId = UUID(required=True)
    state = graphene.String(description="Only deliveries in this state; DEAD when absent")
    from_ = DateTime(name="from")
    to = DateTime()


class WebhookQuery(graphene.ObjectType):
    webhook = graphene.Field(Webhook, id=UUID(), input=GetWebhookInput())
    webhooks = graphene.List(graphene.NonNull(Webhook), required=True)
    webhookDeliveries = graphene.List(
        graphene.NonNull(WebhookDelivery), required=True, input=WebhookDeliveriesInput(required=True)
    )

    @staticmethod
    def resolve_webhook(
        _: Any, info: GraphQLResolveInfo, id: str | None = None, input: Given | None = None
    ) -> Row | None:
        asked = id if id is not None else (input or {}).get("id")
        if asked is None:
            raise bad_input("webhook needs the argument id")
        found = webhooks.webhook(caller_of(info), uuid_of(asked))
        return render.webhook(found) if found else None

    @staticmethod
    def resolve_webhooks(_: Any, info: GraphQLResolveInfo) -> list[Row]:
        return [render.webhook(row) for row in webhooks.webhooks(caller_of(info))]

    @staticmethod
    def resolve_webhookDeliveries(_: Any, info: GraphQLResolveInfo, input: Given) -> list[Row]:
        webhook_id, asked = _of_webhook(input)
        return [render.delivery(row) for row in deliveries.deliveries(caller_of(info), webhook_id, asked)]


class WebhookMutation(graphene.ObjectType):
    createWebhook = graphene.Field(Webhook, required=True, input=CreateWebhookInput(required=True))
    updateWebhook = graphene.Field(Webhook, required=True, input=UpdateWebhookInput(required=True))
    deleteWebhook = graphene.Field(Webhook, required=True, id=UUID(required=True))
    resendWebhookDelivery = graphene.Field(
        WebhookDelivery, required=True, webhookId=UUID(required=True), id=UUID(required=True)
    )
    resendWebhookDeliveries = graphene.Int(required=True, input=ResendWebhookDeliveriesInput(required=True))

    @staticmethod
    def resolve_createWebhook(_: Any, info: GraphQLResolveInfo, input: Given) -> Row:
        return render.webhook(webhooks.create_webhook(caller_of(info), plain(input)))

    @staticmethod
    def resolve_updateWebhook(_: Any, info: GraphQLResolveInfo, input: Given) -> Row:
        given = plain(input)
        return render.webhook(webhooks.update_webhook(caller_of(info), uuid_of(given["id"]), given["update"]))

    @staticmethod
    def resolve_deleteWebhook(_: Any, info: GraphQLResolveInfo, id: str) -> Row:
        return render.webhook(webhooks.delete_webhook(caller_of(info), uuid_of(id)))

    @staticmethod
    def resolve_resendWebhookDelivery(_: Any, info: GraphQLResolveInfo, webhookId: str, id: str) -> Row:
        return render.delivery(deliveries.resend(caller_of(info), uuid_of(webhookId), uuid_of(id)))

    @staticmethod
    def resolve_resendWebhookDeliveries(_: Any, info: GraphQLResolveInfo, input: Given) -> int:
        webhook_id, asked = _of_webhook(input)
        return deliveries.resend_range(caller_of(info), webhook_id, asked)


def _of_webhook(given: Given) -> tuple[Any, Row]:
    asked = plain(given)
    if "from_" in asked:
        asked["from"] = asked.pop("from_")
    return uuid_of(asked.pop("webhookId")), asked
