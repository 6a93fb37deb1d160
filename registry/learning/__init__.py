"""Weights learned from outcomes: trained, judged, proposed by one person, approved by another, switched on by a third.

A learned model is weights of the same transparent score (matching.learn), so every reason stays. Nothing is learned
from protected facts; groups are looked at only to see whether somebody would be treated worse. Start at service.py.
"""
