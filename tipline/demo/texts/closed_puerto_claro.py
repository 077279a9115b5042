"""Parts of which Puerto Claro's short closed tips are put together."""

from __future__ import annotations

from typing import Final

SENTENCES: Final = {
    "suspicious": (
        "Un señor prueba las puertas de los carros {place}, {time}.",
        "Alguien vigila las casas desde una guagua gris {place}, {time}.",
        "{Time} dos personas sacaron cajas por una ventana {place}.",
        "Un dron con la luz apagada pasa sobre los patios {place}, {time}.",
        "Se ve una linterna dentro del local vacío {place}, {time}.",
    ),
    "drugs": (
        "Cambian bolsitas por dinero {place}, {time}.",
        "{Time} sale un olor a plástico quemado del sótano {place}.",
        "El carrito de piraguas vende otras cosas {place}, {time}.",
        "Encontré jeringas en el área de juegos {place}, {time}.",
    ),
    "theft": (
        "Están vendiendo mi bicicleta {place}, {time}; la conozco por el rayazo.",
        "Desaparecen los paquetes de los balcones {place}, {time}; se los lleva una mujer con coche de bebé.",
        "{Time} cortaron el catalítico de un carro {place}.",
        "Sacan carritos llenos por la puerta del lado {place}, {time}.",
    ),
    "vehicle": (
        "Una pickup roja se come la luz {place}, {time}, todos los días.",
        "Hay un carro viejo sin tablilla {place}; lo vi {time}.",
        "Corren motoras por la acera {place}, {time}.",
    ),
    "fraud": (
        "Un falso empleado cobra el estacionamiento {place}, {time}.",
        "{Time} pegaron un código falso sobre el letrero de pago {place}.",
        "Un techador cobra el depósito {place} y no vuelve; lo vieron {time}.",
    ),
    "violence": (
        "Gritos y cosas que se rompen {place}, {time}, y no es la primera vez.",
        "{Time} dos hombres golpearon a otro {place} y le quitaron los tenis.",
        "Oí a una mujer pedir auxilio {place}, {time}, y después un portazo.",
    ),
    "weapons": (
        "Un muchacho enseñó una pistola que lleva en la cintura {place}, {time}.",
        "Oí cinco tiros {place}, {time}, y un carro que salió rápido.",
    ),
    "threat-people": (
        "En la pared {place} escribieron que van a quemar el mercado; lo vi {time}.",
        "Un cliente dijo {time} que volvería con sus hermanos, {place}.",
    ),
    "threat-officer": (
        "Una publicación dice que se cuide quien lleve placa {place}; salió {time}.",
        "{Time} le tiraron una botella a la patrulla {place} y gritaron lo que viene.",
    ),
    "threat-school": (
        "Un papel en la parada {place} dice que no habrá clases; estaba ahí {time}.",
        "Un niño me contó {time} que otro quiere llevar una cuchilla, {place}.",
    ),
    "missing-wanted": (
        "El señor de la foto del periódico daba de comer a las palomas {place}, {time}.",
        "Una nena de unos doce años anda sola {place}, {time}, y dice que no es de aquí.",
    ),
    "abuse": (
        "Dejan a un perro y a un bebé en el mismo cuarto caliente {place}, {time}.",
        "La persona que cuida al viejito lo empuja {place}, {time}.",
    ),
    "gangs": (
        "La misma firma aparece por todos lados {place} y un niño vela, {time}.",
        "Los grandes le quitan el dinero de la guagua a los chiquitos {place}, {time}.",
    ),
    "hate": (
        "Dejan papeles contra los recién llegados en los carros {place}, {time}.",
        "Le gritaron a una pareja que se fuera del pueblo {place}, {time}.",
    ),
    "trafficking": ("Ocho personas viven en un cuarto {place} y las llevan a trabajar en un camión cerrado, {time}.",),
    "danger-now": ("Hay un hombre parado en la baranda {place}. {Time} seguía ahí.",),
    "police-conduct": (
        "Una patrulla ocupó dos espacios de impedidos {place}, {time}.",
        "Un guardia no quiso dar su nombre {place}, {time}.",
    ),
    "other": (
        "Los postes {place} están apagados; lo noté {time}.",
        "Petardos {place}, {time}. Mi perra está como loca.",
        "¿Aquí pregunto por un carro que se llevó la grúa? Estaba {place}, {time}.",
    ),
}

PLACES: Final = (
    "detrás de la farmacia de la calle Ceiba",
    "en el embarcadero viejo",
    "en el puente de la quebrada",
    "en el callejón del Mangle",
    "al lado de la cancha",
    "en el terminal",
    "en la plaza, cerca de los columpios",
    "en el último piso del estacionamiento",
    "frente al residencial Brisas",
    "en los almacenes de la carretera vieja",
    "en el camino de la cantera",
    "cerca de la plaza del mercado",
    "en los kioscos de la playa",
    "junto a la planta vieja",
    "por el parque de pelota",
    "debajo del expreso",
    "en la esquina de Almendro y Comercio",
    "frente a la biblioteca",
)
TIMES: Final = (
    "anoche",
    "todas las noches de esta semana",
    "el domingo por la mañana",
    "a eso de la medianoche",
    "al mediodía",
    "desde el martes",
    "antes del amanecer",
    "el viernes al salir de clases",
    "esta tarde",
    "dos veces este mes",
    "durante las fiestas",
    "cuando cerraron las barras",
)
ENDINGS: Final = (
    "",
    "",
    "",
    "No quiero que me pregunten delante de otros.",
    "Mi vecino también lo vio.",
    "Se lo dije al encargado y no pasó nada.",
    "Puedo mirar otra vez mañana.",
    "Perdonen si no es importante.",
)
RATIONALES: Final = {
    "actionable": (
        "La patrulla fue, habló con las personas y tomó la querella.",
        "El turno de día abrió un caso con su propio número.",
        "Se recuperó la propiedad y se devolvió.",
    ),
    "not_actionable": (
        "Lo que se describe está permitido.",
        "Se pasó dos veces a las horas indicadas y no había nadie.",
        "Asunto civil entre las dos casas.",
    ),
    "unfounded": (
        "El video de esas horas no enseña nada parecido.",
        "La persona apareció y está bien; fue un malentendido.",
    ),
    "duplicate": (
        "Mismo suceso que un aviso anterior, visto desde otra ventana.",
        "Tercer aviso del mes sobre la misma casa. Anotado allá.",
    ),
    "insufficient": (
        "Sin lugar ni día, y sin respuesta en cuatro semanas.",
        "Muy poco para dar con el carro; la persona no sabe más.",
    ),
    "out_of_scope": (
        "Le toca a obras públicas municipales. Se le dijo a quién llamar.",
        "Es otro municipio. Se avisó por teléfono.",
    ),
    "false": ("Lo escribieron para que registraran a un competidor; dos testigos lo desmintieron.",),
    "prank": ("Es la letra de una canción.", "Broma de la clase; el enlace escolar habló con ellos."),
    "spam": ("Anuncio de limpieza de techos.",),
}
NOTES: Final = (
    "Se pasó por allí a las horas indicadas.",
    "Llamada a la administración; se dejó mensaje.",
    "Comparado con las llamadas de esa noche: dos coinciden.",
    "La cámara pública no deja ver nada, muy oscuro.",
)
QUESTIONS: Final = (
    ("¿Puede decir en qué edificio fue?", "El del toldo verde."),
    ("¿Vio la tablilla o parte de ella?", "Solo que termina en 8."),
    ("¿Sigue pasando?", "Desde el fin de semana no."),
    ("¿Cómo lo sabe usted?", "Trabajo al lado y lo vi."),
)
REASONS: Final = (
    "Nombra a una persona y las palabras son específicas.",
    "Tercer aviso sobre la misma persona en dos semanas.",
    "Menciona un día. Favor de mirarlo antes.",
)
REFERRALS: Final = ("Pasó a servicios a personas mayores.", "Pasó a la policía estatal; es su carretera.")
