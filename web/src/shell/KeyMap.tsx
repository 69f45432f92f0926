import { Kbd, Modal } from '@mantine/core';
import { keyNames, useKeyMap } from '../ui/shortcuts';
import classes from './Palette.module.css';

/** Every key that works right now, by where it works. */
export default function KeyMap({ onClose }: { onClose: () => void }) {
  const groups = useKeyMap();
  const byName = new Map<string, typeof groups>();
  for (const group of groups) byName.set(group.name, [...(byName.get(group.name) ?? []), group]);
  return (
    <Modal opened onClose={onClose} title="Keys" size={560} padding="lg">
      <div className={classes.keyGroups}>
        {[...byName].map(([name, members]) => (
          <section key={name}>
            <h2 className={classes.keyHead}>{name}</h2>
            <dl className={classes.keyList}>
              {members
                .flatMap((g) => g.shortcuts)
                .map((s) => (
                  <div key={s.keys + s.label}>
                    <dt>{s.label}</dt>
                    <dd>
                      {keyNames(s.keys).map((k, i) => (
                        <Kbd key={i} size="xs">
                          {k}
                        </Kbd>
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
    </Modal>
  );
}
