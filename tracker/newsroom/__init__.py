"""The sample newsroom: invented outlets that report real facts, served over HTTP.

stock      the articles in data/sample, read and checked
render     an article -> the page of its outlet; articles -> feeds and listings
server     a web server on loopback, which shows what had appeared by a given time
"""

from tracker.newsroom.server import Newsroom
from tracker.newsroom.stock import Edition, Outlet, Piece, Stock, read_stock

__all__ = ["Edition", "Newsroom", "Outlet", "Piece", "Stock", "read_stock"]
