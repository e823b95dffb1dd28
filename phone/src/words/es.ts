// Every sentence, in Spanish as it is spoken in Lima. Whoever reads is addressed as usted.

export const es = {
  app: "Campo",
  back: "Volver",
  today: "Hoy",
  save: "Guardar",
  unnamed: "Sin nombre todavía",

  signIn: {
    title: "Ingresar",
    why: "Necesita señal solo esta vez. Después funciona sin conexión.",
    username: "Usuario",
    password: "Contraseña",
    device: "Nombre para este teléfono",
    deviceHint: "Para que la coordinación lo reconozca, por ejemplo «celular azul».",
    go: "Ingresar",
    noAnswer: "No hay señal o el servidor no responde. Revise su conexión y pruebe de nuevo.",
    wrong: "El usuario o la contraseña no son correctos. Revíselos o pregunte a la coordinación.",
    lockedOut: "Se probaron demasiadas contraseñas. Espere 15 minutos o pida una nueva a la coordinación.",
    mustChange: "Su contraseña sirve una sola vez. Entre primero al escritorio y elija la suya.",
    noField: "Su usuario trabaja en el escritorio, no en el teléfono.",
    unsupported: "Este navegador es muy antiguo. Actualícelo para usar la aplicación.",
  },

  pin: {
    title: "Elija un PIN",
    why: "Seis números que solo usted sepa. Todo lo que guarda este teléfono queda cerrado con ellos.",
    first: "PIN de 6 números",
    second: "El mismo PIN otra vez",
    differ: "Los dos PIN no son iguales.",
    short: "El PIN debe tener 6 números.",
    plain: "Ese PIN es muy fácil de adivinar. Elija otro.",
    go: "Guardar PIN",
  },

  lock: {
    title: "Campo",
    whose: "¿Cuál es el suyo?",
    symbols: ["Hoja", "Sol", "Río", "Cerro", "Luna", "Flor", "Árbol", "Nube"],
    pin: "PIN",
    go: "Abrir",
    opening: "Abriendo…",
    wrong: (left: number) =>
      left === 1 ? "PIN equivocado. Queda 1 intento." : `PIN equivocado. Quedan ${left} intentos.`,
    destroyed: "Lo que había aquí se cerró para siempre. Lo que faltaba enviar se envía apenas haya señal.",
    forgot: "Olvidé mi PIN",
    forgotWhy:
      "Lo pendiente de enviar no se pierde: se envía sellado, sin que nadie pueda leerlo en este teléfono. Después ingrese de nuevo con su usuario.",
    forgotGo: "Enviar y empezar de nuevo",
    stay: "Seguir probando",
    sealed: (count: number) => (count === 1 ? "1 registro por enviar" : `${count} registros por enviar`),
    other: "Ingresar con otro usuario",
    revoked: "La coordinación dio de baja este teléfono. Lo que guardaba ya no se puede leer.",
    left: "Su usuario ya no está activo. Lo que guardaba este teléfono ya no se puede leer.",
  },

  state: {
    offline: "Sin señal",
    syncing: "Enviando y recibiendo…",
    upToDate: "Todo enviado",
    never: "Todavía no ha recibido nada",
    pending: (count: number) => `${count} por enviar`,
    refused: (count: number) => (count === 1 ? "1 no aceptado" : `${count} no aceptados`),
    signInNeeded: "Ingrese de nuevo para enviar",
    full: "El teléfono está lleno: libere espacio para seguir anotando",
  },

  tasks: {
    none: "No hay nada pendiente para hoy.",
    people: (count: number) => (count === 1 ? "1 persona" : `${count} personas`),
    done: "Hecho, por enviar",
    late: "Atrasado",
    visit: "Visitar",
    open: "Ver",
  },

  person: {
    tasks: "Pendientes",
    contacts: "Últimos contactos",
    pending: "Anotado en este teléfono",
    waiting: "por enviar",
    sent: "enviado",
    refused: "no aceptado",
    visit: "Anotar una visita",
  },

  visit: {
    title: "Visita",
    outcome: "¿La encontró?",
    outcomes: {
      seen: "Sí, conversamos",
      not_home: "No estaba",
      moved: "Se mudó",
      refused: "No quiso recibirme",
    },
    agreed: "¿Qué acordaron?",
    full: "No hay espacio en el teléfono. No se guardó. Libere espacio y pruebe de nuevo.",
  },

  kinds: {
    person_registered: "Registro",
    visit_made: "Visita",
    call_made: "Llamada",
    answers_given: "Tamizaje",
  } as Record<string, string>,
};

type Like<T> = T extends (...said: infer A) => string
  ? (...said: A) => string
  : T extends string
    ? string
    : { [K in keyof T]: Like<T[K]> };

/** What every language has to say. */
export type Words = Like<typeof es>;
