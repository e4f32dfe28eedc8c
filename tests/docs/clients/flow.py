"""What a program does with the clients of openapi-python-client. Run: python flow.py ADDRESS KEY"""

import json
import sys
from http import HTTPStatus

from core_client import AuthenticatedClient as Core
from core_client.api.rockets import (
    create_many_rockets,
    create_one_rocket,
    delete_batch_rockets,
    delete_one_rocket,
    find_many_rockets,
    find_one_rocket,
    group_by_rockets,
    restore_one_rocket,
    update_one_rocket,
)
from core_client.models import (
    CreateManyRocketsResponse201,
    CreateOneRocketResponse201,
    DeleteBatchRocketsResponse200,
    DeleteOneRocketResponse200,
    Error,
    FindManyRocketsResponse200,
    FindOneRocketResponse200,
    RestoreOneRocketResponse200,
    Rocket,
    RocketForResponsePrice,
    RocketForResponseStage,
    RocketForUpdate,
    RocketPrice,
    RocketStage,
    UpdateOneRocketResponse200,
)
from metadata_client import AuthenticatedClient as Metadata
from metadata_client.api.fields import create_one_field, update_one_field
from metadata_client.api.objects import create_one_object, delete_one_object, find_many_objects, find_one_object
from metadata_client.models import Field, FieldForResponse, FieldForUpdate, FieldType
from metadata_client.models import FindManyObjectsResponse200 as Objects
from metadata_client.models import Object as NewObject
from metadata_client.models import ObjectForResponse as AnObject


def records(client: Core) -> None:
    """An object that the workspace has made for itself."""
    price = RocketPrice(amount_micros=5_000_000, currency_code="EUR")
    body = Rocket(name="Saturn", stage=RocketStage.BUILT, crew=3, price=price)
    made = create_one_rocket.sync(client=client, body=body)
    assert isinstance(made, CreateOneRocketResponse201), made
    id = made.data.create_rocket.id

    found = find_one_rocket.sync(id, client=client, depth=1)
    assert isinstance(found, FindOneRocketResponse200), found
    rocket = found.data.rocket
    assert (rocket.id, rocket.name, rocket.stage) == (id, "Saturn", RocketForResponseStage.BUILT)
    assert isinstance(rocket.price, RocketForResponsePrice) and rocket.price.amount_micros == 5_000_000

    listed = find_many_rockets.sync(client=client, filter_="crew[gt]:2,name[like]:Sat%", limit=5)
    assert isinstance(listed, FindManyRocketsResponse200), listed
    assert (listed.total_count, [one.id for one in listed.data.rockets]) == (1, [id])
    assert not listed.page_info.has_next_page

    changed = update_one_rocket.sync(id, client=client, body=RocketForUpdate(crew=4, stage=None))
    assert isinstance(changed, UpdateOneRocketResponse200), changed
    assert (changed.data.update_rocket.crew, changed.data.update_rocket.stage) == (4, None)

    binned = delete_one_rocket.sync(id, client=client, soft_delete=True)
    assert isinstance(binned, DeleteOneRocketResponse200) and binned.data.delete_rocket.id == id, binned
    missing = find_one_rocket.sync_detailed(id, client=client)
    assert missing.status_code == HTTPStatus.NOT_FOUND and isinstance(missing.parsed, Error)

    restored = restore_one_rocket.sync(id, client=client)
    assert isinstance(restored, RestoreOneRocketResponse200), restored
    assert restored.data.restore_rocket.deleted_at is None

    several = create_many_rockets.sync(client=client, body=[Rocket(name="A"), Rocket(name="B")])
    assert isinstance(several, CreateManyRocketsResponse201), several
    ids = [id, *(one.id for one in several.data.create_rockets)]
    asked = json.dumps([{"stage": True}])
    groups = group_by_rockets.sync(client=client, group_by=asked, aggregate=json.dumps(["countNotEmptyId"]))
    assert isinstance(groups, list) and [one["countNotEmptyId"] for one in groups] == ["3"], groups

    gone = delete_batch_rockets.sync(client=client, body=ids)
    assert isinstance(gone, DeleteBatchRocketsResponse200), gone
    assert [one.id for one in gone.data.delete_rockets] == ids


def model(client: Metadata) -> None:
    body = NewObject(name_singular="pier", name_plural="piers", label_singular="Pier", label_plural="Piers")
    pier = create_one_object.sync(client=client, body=body)
    assert isinstance(pier, AnObject), pier
    height = Field(object_metadata_id=str(pier.id), type_=FieldType.NUMBER, name="height", label="Height")
    field = create_one_field.sync(client=client, body=height)
    assert isinstance(field, FieldForResponse) and field.name == "height", field
    renamed = update_one_field.sync(str(field.id), client=client, body=FieldForUpdate(label="Level"))
    assert isinstance(renamed, FieldForResponse) and renamed.label == "Level", renamed
    found = find_one_object.sync(str(pier.id), client=client)
    assert isinstance(found, AnObject) and found.label_plural == "Piers", found
    assert isinstance(delete_one_object.sync(str(pier.id), client=client), AnObject)
    objects = find_many_objects.sync(client=client, limit=100)
    assert isinstance(objects, Objects) and isinstance(objects.data, list), objects
    names = {one.name_singular for one in objects.data}
    assert "rocket" in names and "pier" not in names


if __name__ == "__main__":
    address, key = sys.argv[1:]
    records(Core(base_url=f"{address}/rest", token=key))
    model(Metadata(base_url=f"{address}/rest/metadata", token=key))
    print("done")
