//! From what each scope binds and reads to the place of every name.

use std::collections::{BTreeMap, HashMap, HashSet};

use super::{Frame, Place, Scope, ScopeKind, Scopes};
use crate::diagnostic::{Message, Reporter};
use crate::tree::{MODULE_SCOPE, Name, ScopeId, Span};

/// Resolves every name; reports `nonlocal` without a variable.
pub(super) fn resolve(scopes: Vec<Scope>, reporter: &mut Reporter) -> Scopes {
    let mut resolver = Resolver {
        owners: Vec::new(),
        scopes,
    };
    resolver.find_owners(reporter);
    let frames = resolver.lay_out();
    let written_globals = resolver.written_globals();
    Scopes {
        scopes: resolver.scopes,
        frames,
        unproven: HashSet::new(),
        written_globals,
    }
}

struct Resolver {
    scopes: Vec<Scope>,
    /// For each scope, the scope that owns each name it mentions; absent means global.
    owners: Vec<BTreeMap<Name, ScopeId>>,
}

impl Resolver {
    fn get(&self, scope: ScopeId) -> &Scope {
        &self.scopes[scope.0 as usize]
    }

    /// Finds the owner of every name mentioned and marks what is captured.
    fn find_owners(&mut self, reporter: &mut Reporter) {
        self.owners = vec![BTreeMap::new(); self.scopes.len()];
        for index in 0..self.scopes.len() {
            let id = ScopeId(u32::try_from(index).unwrap_or(u32::MAX));
            let scope = self.get(id);
            let mut names: Vec<Name> = scope
                .bindings
                .keys()
                .chain(scope.reads.keys())
                .cloned()
                .collect();
            let declared: Vec<(Name, Span)> = scope
                .nonlocals
                .iter()
                .map(|(n, s)| (n.clone(), *s))
                .collect();
            for (name, span) in declared {
                if self.owner_outside(id, &name).is_none() && id != MODULE_SCOPE {
                    reporter.report(Message::NoNonlocal, span, &[&name]);
                }
                names.push(name);
            }
            for name in names {
                let Some(owner) = self.owner(id, &name) else {
                    continue;
                };
                self.owners[index].insert(name.clone(), owner);
                if self.get(owner).frame != self.get(id).frame
                    && let Some(binding) = self.scopes[owner.0 as usize].bindings.get_mut(&name)
                {
                    binding.captured = true;
                }
            }
        }
    }

    /// The scope whose binding `name` means in `scope`; nothing for a global.
    fn owner(&self, scope: ScopeId, name: &str) -> Option<ScopeId> {
        let own = self.get(scope);
        if own.globals.contains_key(name) {
            None
        } else if own.bindings.contains_key(name) {
            (scope != MODULE_SCOPE).then_some(scope)
        } else {
            self.owner_outside(scope, name)
        }
    }

    fn owner_outside(&self, scope: ScopeId, name: &str) -> Option<ScopeId> {
        let mut outer = self.get(scope).parent;
        // The target of `:=` in a comprehension of a class body belongs to the class.
        let mut inlined = self.get(scope).kind == ScopeKind::Comprehension;
        while let Some(id) = outer.filter(|id| *id != MODULE_SCOPE) {
            let candidate = self.get(id);
            let visible = candidate.kind != ScopeKind::Class || name == "__class__";
            if candidate.globals.contains_key(name) && (visible || inlined) {
                return None;
            }
            if visible && candidate.bindings.contains_key(name) {
                return Some(id);
            }
            inlined &= candidate.kind == ScopeKind::Comprehension;
            outer = candidate.parent;
        }
        None
    }

    /// Gives every binding a slot or a cell, then every mention a place.
    fn lay_out(&mut self) -> Vec<Frame> {
        let mut frames: Vec<Frame> = self.scopes.iter().map(|_| Frame::default()).collect();
        let mut places: HashMap<(ScopeId, Name), Place> = HashMap::new();
        for (index, scope) in self.scopes.iter().enumerate().skip(1) {
            let id = ScopeId(u32::try_from(index).unwrap_or(u32::MAX));
            let frame = &mut frames[scope.frame.0 as usize];
            // Parameters keep their slots even when a cell takes over.
            for name in &scope.parameters {
                places.insert((id, name.clone()), Place::Local(count(&frame.locals)));
                frame.locals.push((id, name.clone()));
            }
            for (name, binding) in &scope.bindings {
                if binding.captured {
                    places.insert((id, name.clone()), Place::Cell(count(&frame.cells)));
                    frame.cells.push((id, name.clone()));
                } else if !binding.parameter {
                    places.insert((id, name.clone()), Place::Local(count(&frame.locals)));
                    frame.locals.push((id, name.clone()));
                }
            }
        }
        for index in 0..self.scopes.len() {
            let id = ScopeId(u32::try_from(index).unwrap_or(u32::MAX));
            let mentions: Vec<(Name, ScopeId)> = self.owners[index]
                .iter()
                .map(|(name, owner)| (name.clone(), *owner))
                .collect();
            for (name, owner) in mentions {
                let place = self.reach(self.get(id).frame, owner, &name, &places, &mut frames);
                self.scopes[index].places.insert(name, place);
            }
        }
        frames
    }

    /// The place of `owner`'s `name` in `frame`, added to the closures on the way.
    fn reach(
        &self,
        frame: ScopeId,
        owner: ScopeId,
        name: &Name,
        places: &HashMap<(ScopeId, Name), Place>,
        frames: &mut [Frame],
    ) -> Place {
        if frame == self.get(owner).frame {
            return places
                .get(&(owner, name.clone()))
                .cloned()
                .unwrap_or(Place::Global);
        }
        let parent = self
            .get(frame)
            .parent
            .map_or(MODULE_SCOPE, |parent| self.get(parent).frame);
        let outside = self.reach(parent, owner, name, places, frames);
        let captures = &mut frames[frame.0 as usize].captures;
        let wanted = (name.clone(), outside);
        let index = captures
            .iter()
            .position(|capture| *capture == wanted)
            .unwrap_or_else(|| {
                captures.push(wanted);
                captures.len() - 1
            });
        Place::Free(u16::try_from(index).unwrap_or(u16::MAX))
    }

    fn written_globals(&self) -> BTreeMap<Name, Span> {
        let declared = self.scopes.iter().flat_map(|scope| &scope.globals);
        declared.map(|(name, span)| (name.clone(), *span)).collect()
    }
}

fn count<T>(items: &[T]) -> u16 {
    u16::try_from(items.len()).unwrap_or(u16::MAX)
}
