"""Open tips of Puerto Claro, most of them in Spanish. Invented people, streets and shops."""

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
            "danger-now",
            "Hay un hombre con un machete gritando frente a la parada de guaguas y hay niños esperando.\n"
            "Camina de un lado a otro y le pega al poste. Una señora trató de hablarle y la empujó.",
            place="Parada frente a la farmacia de la calle Ceiba",
            when="Ahora mismo",
            source="saw",
            danger=True,
        ),
        age=6,
    ),
    Scenario(
        TipText(
            "drugs",
            "En la casa verde venden pastillas por la ventana, hacen fila desde que sale la escuela.\n"
            "Los muchachos dejan la mochila afuera y entran de uno en uno.",
            place="Casa verde de la calle del Mangle, segunda esquina",
            when="De lunes a viernes, de 3 a 5 de la tarde",
            source="saw",
        ),
        age=8 * HOUR,
        steps=(
            read(70),
            tag(72, 1),
            ask(80, "Gracias por escribir. ¿Puede describir a la persona que atiende la ventana?"),
            reply(5 * HOUR, "Una mujer de unos cuarenta años, pelo rojo corto. Lleva siempre una gorra de pelotero."),
        ),
    ),
    Scenario(
        TipText(
            "threat-officer",
            "En el grupo del barrio pusieron la foto de la agente que vive en mi calle y escribieron “pronto”.\n"
            "También pusieron el color de su carro y a qué hora lleva a la nena a la escuela.",
            place="Urbanización Las Palmas",
            when="Anoche",
            source="online",
            contact="Vecina. Solo mensajes de texto al 555-0164, no llamen.",
        ),
        age=3 * HOUR,
        steps=(
            read(15),
            note(20, "La agente ya fue avisada. Tenemos copia de la publicación."),
            escalate(26, "Nombra a la persona, el carro y la rutina. Evaluar hoy, por favor."),
        ),
    ),
    Scenario(
        TipText(
            "police-conduct",
            "Un guardia le pide dinero a los vendedores de la playa para no darles multa.\n"
            "Viene en motora y nunca escribe nada. A mi primo le quitó veinte pesos el domingo.",
            place="Kioscos de la playa",
            when="Los fines de semana",
            source="told",
        ),
        age=DAY + 6 * HOUR,
        steps=(
            read(5 * HOUR, Actor.OVERSEER),
            ask(6 * HOUR, "¿Vio alguien el número de la motora o de la placa del guardia?", Actor.OVERSEER),
        ),
    ),
    Scenario(
        TipText(
            "threat-school",
            "Mi nieta me dijo que un estudiante enseñó balas en el baño de la escuela.\n"
            "Dijo que el viernes todos van a saber quién es él. Ella tiene miedo de que sepan que habló.",
            place="Escuela intermedia del pueblo",
            when="Ayer en el recreo",
            source="told",
        ),
        age=28,
    ),
    Scenario(
        TipText(
            "theft",
            "Se están llevando los cables de la planta vieja de noche, en una guagua blanca sin tablillas.\n"
            "Son tres y uno se queda velando en la curva.",
            place="Planta vieja, camino de la cantera",
            when="Casi todas las noches, a las 2",
            source="saw",
        ),
        age=2 * DAY,
        steps=(read(12 * HOUR), tag(12 * HOUR + 4, 7), assign(13 * HOUR, Actor.OFFICER)),
    ),
    Scenario(
        TipText(
            "violence",
            "El exnovio de mi compañera la espera todos los días al salir de la tienda.\n"
            "Le dijo que si la ve con otro no van a llegar a la casa. Ella no se atreve a denunciarlo.",
            place="Tienda de telas, calle Comercio",
            when="A las 6, cuando cierra",
            source="saw",
        ),
        age=10 * HOUR,
        steps=(
            read(30),
            escalate(45, "Acecho diario y amenaza a una persona conocida."),
            acknowledge(80),
            note(
                2 * HOUR,
                "Se le ofreció orientación sobre una orden de protección por medio de la tienda.",
                Actor.ASSESSOR,
            ),
        ),
    ),
    Scenario(
        TipText(
            "weapons",
            "Somebody fires a gun into the air from the roof of the unfinished hotel.\n"
            "We found casings by the pool. My kids play there.",
            place="Unfinished hotel at the end of the beach road",
            when="Saturday and Sunday, around 10 p.m.",
            source="saw",
            language="en",
        ),
        age=14 * HOUR,
        steps=(read(3 * HOUR), review(3 * HOUR + 10)),
    ),
    Scenario(
        TipText(
            "abuse",
            "A la señora mayor de al lado la encierran y solo le dejan galletas.\n"
            "La oigo golpear la pared. El hijo cobra el cheque y viene una vez a la semana.",
            place="Residencial Brisas, segundo piso",
            when="Todos los días",
            source="saw",
            contact="Prefiero que me escriban por aquí. Si es urgente, 555-0158.",
        ),
        age=95,
    ),
    Scenario(
        TipText(
            "trafficking",
            "Bajan muchachos de una lancha de madrugada y los montan en un camión de hielo.\n"
            "Algunos van amarrados de dos en dos. El camión tiene un pez pintado en la puerta.",
            place="Embarcadero viejo",
            when="Martes, a las 4 de la mañana",
            source="saw",
            danger=True,
        ),
        age=55,
        steps=(read(25),),
    ),
    Scenario(
        TipText(
            "missing-wanted",
            "Vi a la muchacha del cartel durmiendo en el terminal, con una mochila amarilla.\n"
            "Se veía bien, pero no quiso hablar conmigo. Creo que espera a alguien.",
            place="Terminal de carros públicos",
            when="Hoy al mediodía",
            source="saw",
        ),
        age=4 * HOUR,
    ),
    Scenario(
        TipText(
            "suspicious",
            "码头边有人半夜把桶搬上小船，不开灯，味道很刺鼻。\n他们每次来都换车牌。我在旁边的餐馆上班。",
            place="鱼市场后面的码头",
            when="凌晨两点左右",
            source="saw",
        ),
        age=9 * HOUR,
        steps=(read(6 * HOUR), tag(6 * HOUR + 1, 2)),
    ),
    Scenario(
        TipText(
            "fraud",
            "Cobran por arreglar techos con ayuda del gobierno y nunca vuelven.\n"
            "Ya van siete familias en mi sector. Dan un recibo con un sello que no existe.",
            place="Sector La Loma",
            when="Desde el mes pasado",
            source="told",
        ),
        age=3 * DAY,
        steps=(
            read(DAY),
            refer(DAY + 4 * HOUR, "Pasó a la oficina de asuntos del consumidor, que ya tiene otros casos."),
        ),
    ),
    Scenario(
        TipText(
            "gangs",
            "Los del puente le dieron un radio a mi hermanito para que avise cuando pasa la patrulla.\n"
            "Le pagan con tenis. Tiene once años y no sé cómo sacarlo de ahí.",
            place="Puente de la quebrada",
            when="Por las tardes",
            source="saw",
        ),
        age=17 * HOUR,
        steps=(
            read(4 * HOUR),
            tag(4 * HOUR + 2, 3),
            ask(5 * HOUR, "¿Hay una persona de confianza, en la escuela o en la familia, que pueda hablar con él?"),
            reply(15 * HOUR, "Su maestra de salud lo quiere mucho. Pero no digan que fui yo."),
            read(16 * HOUR),
        ),
    ),
    Scenario(
        TipText(
            "vehicle",
            "Corren cuatro ruedas por la acera frente al hospital, sin luces y en grupo.\n"
            "Anoche tumbaron a un señor con andador.",
            place="Avenida del hospital",
            when="Viernes y sábado después de las 11",
            source="saw",
        ),
        age=DAY + 14 * HOUR,
        steps=(read(11 * HOUR), tag(11 * HOUR + 5, 6)),
    ),
    Scenario(
        TipText(
            "hate",
            "Le dejaron una muñeca ahorcada en el portón a la pareja de la esquina.\n"
            "Es la tercera vez desde que se mudaron juntas. Esta vez tenía sus nombres.",
            place="Calle Almendro",
            when="Esta mañana",
            source="saw",
        ),
        age=7 * HOUR,
    ),
    Scenario(
        TipText(
            "other",
            "Encontré un maletín con muchas licencias de conducir detrás de la cancha.\n"
            "Lo dejé con el conserje, pero no me fío de que lo entregue.",
            place="Cancha bajo techo",
            when="Ayer por la tarde",
            source="saw",
        ),
        age=21 * HOUR,
        steps=(read(13 * HOUR),),
    ),
    Scenario(
        TipText(
            "threat-people",
            "Llamaron a la clínica diciendo que hoy no sale nadie, y se oía música de circo.\n"
            "Es la segunda vez esta semana. La primera vez dijeron la hora: las dos.",
            place="Clínica de la plaza",
            when="Hoy a las 9",
            source="told",
        ),
        age=40,
    ),
    Scenario(
        TipText(
            "drugs",
            "Tourists are sold something at the dive shop that makes them pass out.\n"
            "I helped two of them to the hotel. Same red bottle both times.",
            place="Dive shop by the lighthouse",
            when="Last weekend",
            source="saw",
            language="en",
        ),
        age=2 * DAY + 5 * HOUR,
        steps=(read(10 * HOUR), review(10 * HOUR + 15, Actor.SUPERVISOR)),
    ),
    Scenario(
        TipText(
            "police-conduct",
            "La cámara de la patrulla se tapa con un trapo cuando paran a los muchachos de mi barrio.\n"
            "Lo vi tres veces, siempre el mismo carro.",
            place="Entrada del barrio Caoba",
            source="saw",
        ),
        age=19 * HOUR,
    ),
    Scenario(
        TipText(
            "theft",
            "رجل يبيع هواتف مسروقة من صندوق سيارته خلف السوق.\nرأيت هاتف أختي معه، وعليه نفس الملصق.",
            place="خلف سوق السمك",
            when="كل يوم أحد",
            source="saw",
        ),
        age=DAY + 20 * HOUR,
    ),
)
