"""Every list of labels that the model predicts, in the order of its output rows.

The orders are frozen: they are copied into model.json, and the C program checks them there by name.
"""

SPANS = "MENTION TIME PLACE PERP WEAPON TARGET PERSON SOURCE CLAIM".split()
ARGUMENTS = SPANS[1:]
GROUPED = "PERP WEAPON TARGET PERSON SOURCE".split()  # roles whose phrases are grouped into entries

TYPES = ("armed_clash territory_taken attack bombing suicide_bombing shelling air_strike chemical_attack abduction "
         "hijacking sexual_violence arson destruction robbery forced_stoppage protest protest_repressed riot "
         "mob_violence arrest weapons_seized agreement withdrawal other_violence").split()
STAGES = "accomplished attempted threatened rumoured".split()
CLAIMS = "none claimed denied none_reported".split()
INTENTS = "deliberate mistaken unknown".split()
RELATIONS = "none follows retaliates_for part_of same_as".split()

WEAPONS = ("gun machine_gun handgun rifle mortar artillery rocket missile bomb vehicle_bomb suicide_vest mine dynamite "
           "aerial_bomb grenade molotov drone blade fire stone chemical torture other").split()
TARGETS = ("residence commercial communications diplomatic energy financial government police military political "
           "organisation religious school medical aid media transport_vehicle transport_facility transport_route "
           "aircraft ship water farm other").split()
TARGET_EFFECTS = "destroyed damaged undamaged taken unknown".split()
PEOPLE = ("civilian diplomat official former_official politician judicial military former_military police guard "
          "journalist aid_worker medical religious teacher student child rebel prisoner other").split()
EFFECTS = "killed injured unharmed missing abducted released escaped detained displaced unknown".split()
KINDS = "individual group state_force unknown".split()
CATEGORIES = "state non_state unknown".split()
CERTAINTIES = "claimed fact accused_by_authorities accused suspected possible denied cleared".split()
SOURCES = "media official military police witness group person document unknown".split()

# Softmaxes over an incident vector (background and real are single sigmoids beside them).
INCIDENT_HEADS = {"type": TYPES, "stage": STAGES, "claim": CLAIMS, "intent": INTENTS}

# Softmaxes over an argument, a role at a time.
ATTRIBUTES = {
    "PERSON": {"type": PEOPLE, "effect": EFFECTS, "effect2": ["none"] + EFFECTS},
    "WEAPON": {"type": WEAPONS},
    "TARGET": {"type": TARGETS, "effect": TARGET_EFFECTS},
    "PERP": {"kind": KINDS, "category": CATEGORIES, "certainty": CERTAINTIES},
    "SOURCE": {"kind": SOURCES},
    "CLAIM": {"status": CLAIMS[1:]},
}
