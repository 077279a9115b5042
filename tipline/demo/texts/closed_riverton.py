"""Parts of which Riverton's short closed tips are put together: sentences by category, places, times, reasons."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "suspicious": (
        "A man tries the doors of parked cars {place}, {time}.",
        "Somebody has been sleeping in a gray van {place} and watches the houses, {time}.",
        "{Time} two people carried boxes out of a back window {place}.",
        "A drone hovers over the yards {place}, {time}, always with its light off.",
        "There is a flashlight moving in the empty shop {place}, {time}.",
    ),
    "drugs": (
        "People hand over small bags for cash {place}, {time}.",
        "{Time} there is a smell like burnt plastic from the basement {place}.",
        "The ice cream truck {place} sells more than ice cream, {time}.",
        "I found needles in the sandbox {place}, {time}.",
    ),
    "theft": (
        "My bicycle was offered for sale {place}, {time}; I know the scratch on the frame.",
        "Packages disappear from the porches {place}, {time}, a woman with a stroller takes them.",
        "{Time} someone sawed off the exhaust under a car {place}.",
        "They roll whole carts of groceries out of the side door {place}, {time}.",
    ),
    "vehicle": (
        "A red pickup runs the light {place}, {time}, every single day.",
        "An old sedan without plates has been standing {place} since {time}.",
        "Motorbikes race on the sidewalk {place}, {time}.",
    ),
    "fraud": (
        "A fake parking attendant collects cash {place}, {time}.",
        "{Time} somebody stuck a false code over the payment sign {place}.",
        "A roofer takes deposits {place} and does not come back; last seen {time}.",
    ),
    "violence": (
        "Shouting and something breaking {place}, {time}, and it is not the first time.",
        "{Time} two men beat up a third {place} and took his shoes.",
        "I heard a woman call for help {place}, {time}, then a door slammed.",
    ),
    "weapons": (
        "A teenager showed a pistol from his waistband {place}, {time}.",
        "I heard five shots {place}, {time}, and a car leaving fast.",
        "He keeps a crossbow on the balcony {place} and aims it at people, {time}.",
    ),
    "threat-people": (
        "Somebody wrote on the wall {place} that the market will burn; I saw it {time}.",
        "A customer said {time} that he would come back with his brothers, {place}.",
    ),
    "threat-officer": (
        "A post says that whoever wears the badge {place} should watch their back; it went up {time}.",
        "{Time} somebody threw a bottle at the patrol car {place} and shouted what comes next.",
    ),
    "threat-school": (
        "A sticker at the bus stop {place} says there will be no school; it was there {time}.",
        "A child told me {time} that another one wants to bring a knife, {place}.",
    ),
    "missing-wanted": (
        "The man whose picture was in the paper was feeding pigeons {place}, {time}.",
        "A girl of about twelve walks around alone {place}, {time}, and says she is from out of town.",
    ),
    "abuse": (
        "A dog and a toddler are shut in the same hot room {place}, {time}.",
        "The old man is pushed around by his helper {place}, {time}.",
    ),
    "gangs": (
        "The same tag appears over and over {place}, and a boy keeps watch there, {time}.",
        "Older boys collect bus money from younger ones {place}, {time}.",
    ),
    "hate": (
        "Leaflets against newcomers are under the wipers {place}, {time}.",
        "Someone spat at a woman because of her scarf {place}, {time}.",
    ),
    "trafficking": ("Eight people live in one room {place} and are driven to work in a closed van, {time}.",),
    "danger-now": ("A man stands on the railing {place}. {Time} he was still there.",),
    "police-conduct": (
        "A patrol car was parked across two spaces for disabled people {place}, {time}.",
        "An officer did not give his name when I asked, {place}, {time}.",
    ),
    "other": (
        "The street lamps {place} have been dark since {time}.",
        "Fireworks {place}, {time}. My dog is beside himself.",
        "Is this where I ask about a towed car? It was {place}, {time}.",
    ),
}

PLACES: Final = (
    "behind the laundry on Canal Street",
    "by the boat ramp",
    "at the Mill Road bridge",
    "in the alley off Tanner Lane",
    "next to the ice rink",
    "at the bus terminal",
    "in Elm Park near the swings",
    "on the top deck of the Main Street garage",
    "outside Maple House",
    "at the storage park off Route 9",
    "on Quarry Road",
    "near the farmers' market",
    "at Linden Square",
    "beside the old cannery",
    "by the soccer fields",
    "on the towpath under the railway",
    "at the corner of Alder and Second",
    "across from the library",
)
TIMES: Final = (
    "last night",
    "every evening this week",
    "on Sunday morning",
    "around midnight",
    "at lunchtime",
    "since Tuesday",
    "just before sunrise",
    "on Friday after school",
    "this afternoon",
    "twice this month",
    "during the parade",
    "when the bars closed",
)
ENDINGS: Final = (
    "",
    "",
    "",
    "I do not want to be asked about it in front of others.",
    "My neighbor saw it too.",
    "I told the manager and nothing happened.",
    "I can look again tomorrow.",
    "Sorry if this is not important.",
)
RATIONALES: Final = {
    "actionable": (
        "Patrol went there, spoke with those involved and took a report.",
        "Led to a report by the day shift; the case has its own number.",
        "Property found and returned to its owner.",
    ),
    "not_actionable": (
        "What is described is allowed. Nothing for us to do.",
        "Checked twice at the hours given; nobody was there.",
        "A civil matter between the two households.",
    ),
    "unfounded": (
        "Footage of the hours given shows nothing of the kind.",
        "The person was found and was well; it was a misunderstanding.",
    ),
    "duplicate": (
        "Same event as an earlier tip, from another window. Counted as one more voice for it.",
        "Third tip on the same garage this month. Linked in a note there.",
    ),
    "insufficient": (
        "No place and no day, and no answer to our question in four weeks.",
        "Too little to find the car; asked, and the sender does not know more.",
    ),
    "out_of_scope": (
        "City maintenance. The sender was told whom to call.",
        "Another county's street. Passed to their desk by phone.",
    ),
    "false": ("Written from a list of names to get a rival raided; two of them proved it untrue.",),
    "prank": ("Song lyrics, word for word.", "Class joke; the school liaison has spoken with them."),
    "spam": ("Advertising for roof cleaning.",),
}
NOTES: Final = (
    "Drove by at the hours given.",
    "Called the property manager, left a message.",
    "Compared with the calls of that night: two fit.",
    "Looked at the public camera, picture too dark.",
)
QUESTIONS: Final = (
    ("Can you say which building it was?", "The one with the green awning."),
    ("Did you see a plate, or part of one?", "Only that it ended in an 8."),
    ("Is it still going on?", "Not since the weekend."),
    ("How do you know about it?", "I work next door and saw it myself."),
)
REASONS: Final = (
    "A person is named and the words are specific.",
    "Third report about the same person in two weeks.",
    "Mentions a day. Please look at it before then.",
)
REFERRALS: Final = ("Passed on to the county's adult services.", "Passed on to the state police, it is their road.")
