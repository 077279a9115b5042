"""Open tips of Riverton. Invented people, streets and shops; the first few show most of what a desk meets."""

from __future__ import annotations

from typing import Final

from tipline.demo.scenarios import (
    DAY,
    HOUR,
    Actor,
    Scenario,
    TipText,
    acknowledge,
    ask,
    assign,
    escalate,
    note,
    read,
    refer,
    reply,
    review,
    tag,
)

SCENARIOS: Final = (
    Scenario(
        TipText(
            "threat-school",
            "A boy in my son's class wrote in the group chat that nobody should come to school on Thursday.\n"
            "He put a countdown under it. My son says he has been angry since he was taken off the team.\n"
            "I have screenshots. He is in tenth grade and wears a green parka.",
            place="Riverton East High School",
            when="Posted last night about 11 p.m., he means this Thursday",
            source="online",
            contact="Mother of a student. Call after 4 p.m.: 555-0117. Please do not come to the house.",
        ),
        age=9,
    ),
    Scenario(
        TipText(
            "weapons",
            "The man in the end unit keeps rifles leaning by his back door where children walk past.\n"
            "I counted four. Last week he let a teenager carry one to a white van.",
            place="Alder Court, the last building, ground floor",
            when="Most evenings after seven",
            source="saw",
        ),
        age=5 * HOUR,
        steps=(
            read(35),
            tag(36, 3),
            ask(41, "Thank you. Could you tell what was written on the van, or part of its plate? Where did it go?"),
            reply(
                190,
                "It had a ladder rack and a blue stripe. I only saw that the plate ends in 47.\n"
                "It turned toward the river both times.",
            ),
        ),
    ),
    Scenario(
        TipText(
            "threat-officer",
            "Somebody at the bar on Canal Street was telling people which car the sergeant drives home.\n"
            "He said he knows the shift times at the north station and that she parks behind the laundry.",
            place="Bar on Canal Street, back room",
            when="Saturday around midnight",
            source="told",
        ),
        age=2 * HOUR,
        steps=(
            read(12),
            note(
                18, "Names a car, a parking place and shift times. No weapon mentioned. The sergeant was told by phone."
            ),
            escalate(22, "Specific target and place, and he seems to have watched her. Please assess today."),
        ),
    ),
    Scenario(
        TipText(
            "police-conduct",
            "An officer at the front counter laughed at my neighbor because of his accent and sent him away.\n"
            "He only wanted to report that his bicycle was stolen. It was a tall man with a shaved head.",
            place="Central station, front counter",
            when="Monday morning",
            source="saw",
            contact="Write to me here first. If you must call: 555-0123, ask for the choir director.",
        ),
        age=2 * DAY,
        steps=(
            read(3 * HOUR, Actor.OVERSEER),
            note(4 * HOUR, "Counter video for that morning requested. Kept for 30 days.", Actor.OVERSEER),
        ),
    ),
    Scenario(
        TipText(
            "danger-now",
            "الرجل في الشقة المجاورة يصرخ ويهدد زوجته بسكين المطبخ.\n"
            "سمعت طفلا يبكي ثم ساد الصمت. أرجو أن ترسلوا أحدا بهدوء ولا تذكروا أني اتصلت.",
            place="شارع ألدر، الطابق الثالث",
            when="الآن",
            source="saw",
            danger=True,
        ),
        age=4,
    ),
    Scenario(
        TipText(
            "drugs",
            "Cars stop at the blue garage every ten minutes and nobody stays longer than a minute.\n"
            "A girl of maybe fifteen brings things out in a lunch bag.",
            place="Blue garage on Tanner Lane",
            when="Weekdays from 3 to 6",
            source="saw",
        ),
        age=DAY + 3 * HOUR,
        steps=(
            read(2 * HOUR),
            tag(2 * HOUR + 2, 7),
            ask(
                3 * HOUR,
                "What makes you think that she is fifteen? Have you seen her elsewhere, for example at a school?",
            ),
        ),
    ),
    Scenario(
        TipText(
            "threat-people",
            "My coworker said he would “make the warehouse famous” if they cut his hours again.\n"
            "He showed two of us a map of the loading bays with times written on it.",
            place="Parcel warehouse by the interchange",
            when="At lunch yesterday",
            source="saw",
        ),
        age=20 * HOUR,
        steps=(
            read(25),
            escalate(40, "Grievance, place and times, a plan on paper. Nothing said about a weapon."),
            acknowledge(75),
            note(
                3 * HOUR,
                "Medium for now: target and place are named, no step taken that we know of. Spoke with plant security.",
                Actor.ASSESSOR,
            ),
        ),
    ),
    Scenario(
        TipText(
            "gangs",
            "有几个年轻人每天晚上在公园的篮球场收“保护费”。\n"
            "他们让小店主每周交五十块钱，不交就砸玻璃。我的朋友已经交了两次，不敢报警。",
            place="榆树公园篮球场旁边的小店",
            when="星期五和星期六晚上",
            source="told",
        ),
        age=7 * HOUR,
        steps=(read(2 * HOUR), tag(2 * HOUR + 1, 0)),
    ),
    Scenario(
        TipText(
            "abuse",
            "The little boy upstairs is left alone all night when his mother works.\n"
            "He knocks on doors and asks for food. He is five or six and it is getting cold.",
            place="Maple House, second floor",
            when="Four nights a week",
            source="saw",
        ),
        age=50,
        steps=(read(20), review(22)),
    ),
    Scenario(
        TipText(
            "missing-wanted",
            "I think I served the man from the poster at the diner. He limps now and has a beard.\n"
            "He paid in cash and asked when the first bus to the coast leaves.",
            place="Diner at the bus terminal",
            when="This morning, about 6:20",
            source="saw",
            contact="Night cook at the diner, ask for me after 10 p.m., 555-0131",
        ),
        age=3 * HOUR,
    ),
    Scenario(
        TipText(
            "violence",
            "Two groups are going to fight behind the ice rink after the game on Friday.\n"
            "They told everyone to bring something heavy. About fifteen people said yes.",
            place="Parking lot behind the ice rink",
            when="Friday after the late game",
            source="online",
        ),
        age=11 * HOUR,
        steps=(
            read(50),
            tag(55, 2),
            note(HOUR, "Rink manager told. Two patrols planned for the end of the game."),
            assign(90, Actor.OFFICER),
        ),
    ),
    Scenario(
        TipText(
            "hate",
            "Someone painted over the sign of the prayer house again and left a note under the door.\n"
            "The note says they will be back when people are inside.",
            place="Prayer house on Quarry Road",
            when="Found at 5 a.m. today",
            source="saw",
            danger=True,
        ),
        age=85,
    ),
    Scenario(
        TipText(
            "suspicious",
            "A man photographs the pumps at the water plant from his truck, always at shift change.\n"
            "When the guard walked over he drove off without lights.",
            place="Water plant, gate on the river side",
            when="Tuesday and again today",
            source="saw",
        ),
        age=6 * HOUR,
        steps=(read(4 * HOUR),),
    ),
    Scenario(
        TipText(
            "theft",
            "The tools from the school building site are being sold out of a storage unit.\n"
            "I saw the orange generator with the school's number on it. He has a list of what comes next week.",
            place="Storage park off Route 9, row C",
            when="Weekends",
            source="saw",
        ),
        age=3 * DAY,
        steps=(
            read(9 * HOUR),
            assign(10 * HOUR, Actor.SUPERVISOR),
            ask(
                11 * HOUR,
                "Do you remember which unit in row C, or what is to the left and right of it?",
                Actor.SUPERVISOR,
            ),
            reply(2 * DAY, "Third door from the camera that hangs down. The lock is a yellow one."),
            read(2 * DAY + 5 * HOUR, Actor.SUPERVISOR),
            note(
                2 * DAY + 6 * HOUR,
                "The sender names a door now. Asked the owner of the park for the lease.",
                Actor.SUPERVISOR,
            ),
        ),
    ),
    Scenario(
        TipText(
            "trafficking",
            "Creo que a las muchachas del salón de uñas no las dejan salir.\n"
            "Duermen en el cuarto de atrás y un señor les guarda los papeles. "
            "Una me pidió que le comprara una tarjeta de teléfono.",
            place="Salón de uñas junto a la lavandería",
            when="Todos los días",
            source="told",
            language="es",
        ),
        age=DAY + 9 * HOUR,
        steps=(
            read(70),
            tag(72, 0),
            escalate(90, "Papers held and people who may not leave. Needs someone who speaks Spanish."),
            acknowledge(3 * HOUR),
        ),
    ),
    Scenario(
        TipText(
            "fraud",
            "A caller who says he is from the county clerk asks old people to pay a fine with gift cards.\n"
            "My aunt paid twice. He has a list of who lives alone in our building.",
            place="By telephone; people at Linden Senior Home",
            when="All of last week",
            source="told",
        ),
        age=4 * DAY,
        steps=(
            read(DAY + 2 * HOUR),
            refer(DAY + 5 * HOUR, "Several counties: passed on to the state's consumer protection office."),
        ),
    ),
    Scenario(
        TipText(
            "vehicle",
            "Street races every night between the two bridges, at least eight cars.\n"
            "A silver one with a loud exhaust nearly hit a nurse who was crossing from the night bus.",
            place="River Drive between the bridges",
            when="Between 1 and 2 a.m.",
            source="saw",
        ),
        age=2 * DAY + 8 * HOUR,
        steps=(read(14 * HOUR), tag(14 * HOUR + 3, 6)),
    ),
    Scenario(
        TipText(
            "other",
            "There is a notebook in the library's lost box with names and plate numbers of teachers in it.\n"
            "I did not want to take it with me. The librarian does not know what it is.",
            place="Main library, desk on the first floor",
            when="I saw it today",
            source="saw",
        ),
        age=32,
    ),
    Scenario(
        TipText(
            "threat-officer",
            "Live video: he drives past the officers' parking lot again and again and reads plates out loud.\n"
            "He says “see you on Sunday” at the end. The account has a gray wolf as its picture.",
            place="Lot behind the north station",
            when="Tonight, the video is still up",
            source="online",
        ),
        age=17,
    ),
    Scenario(
        TipText(
            "police-conduct",
            "The tow truck of one company is always there before anybody has called it.\n"
            "I think that somebody in dispatch gets paid for it. Drivers talk about it at the gas station.",
            source="told",
        ),
        age=15 * HOUR,
    ),
    Scenario(
        TipText(
            "weapons",
            "我在网上看到有人卖没有编号的枪，照片背景是我们这里的自行车店。\n他说可以当面交易，只收现金。",
            place="磨坊路的自行车店后面",
            when="昨天发的",
            source="online",
        ),
        age=DAY,
    ),
    Scenario(
        TipText(
            "abuse",
            "أعتقد أن العامل في دار المسنين يضرب جدي عندما لا يكون أحد في الغرفة.\n"
            "رأيت كدمات على ذراعيه مرتين. هو لا يستطيع الكلام.",
            place="دار ليندن للمسنين",
            when="هذا الأسبوع",
            source="saw",
            contact="حفيدته، الرجاء الاتصال مساء: 555-0139",
        ),
        age=8 * HOUR,
        steps=(read(95), tag(97, 0), ask(3 * HOUR, "Thank you. On which days did you see the bruises?")),
    ),
)
