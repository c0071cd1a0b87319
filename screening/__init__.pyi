from screening.audit import explain as explain
from screening.inputs import read_batch as read_batch
from screening.pipeline import screen as screen
from screening.rulepack import load_pack as load_pack
from screening.store import save as save

__version__: str
