# Versions of the rules: proposed, switched on, taken back; open cases moved to another one

problem-unproved = An incident could be left lying under these rules
detail-unproved = The proof of version { $number } found { $count } failures. Put them right, or say why it should hold all the same.
problem-nothing-before = Nothing to go back to
detail-nothing-before = No switch of rules is left that could be taken back.
