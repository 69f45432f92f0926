import { Menu, SegmentedControl, UnstyledButton, useMantineColorScheme } from '@mantine/core';
import { IconKeyboard, IconLogout, IconUser } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useMe, useSignOut } from '../auth/session';
import { initials } from '../ui/format';
import classes from './TopBar.module.css';

export function UserMenu({ onKeys }: { onKeys: () => void }) {
  const me = useMe();
  const signOut = useSignOut();
  return (
    <Menu position="bottom-end" width={236}>
      <Menu.Target>
        <UnstyledButton className={classes.avatar} aria-label={`${me.name || me.email}: account menu`}>
          {initials(me.name || me.email)}
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <div className={classes.who}>
          {me.name || me.email}
          <span>
            {me.role} · {me.organization.name}
          </span>
        </div>
        <div style={{ padding: '0 8px 8px' }}>
          <ThemeSwitch />
        </div>
        <Menu.Divider />
        <Menu.Item leftSection={<IconUser size={15} />} component={Link} to="/settings/me">
          My settings
        </Menu.Item>
        <Menu.Item leftSection={<IconKeyboard size={15} />} onClick={onKeys}>
          Keys
        </Menu.Item>
        <Menu.Item leftSection={<IconLogout size={15} />} onClick={() => void signOut()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

export function ThemeSwitch() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <SegmentedControl
      fullWidth
      size="xs"
      aria-label="Theme"
      value={colorScheme}
      onChange={(value) => setColorScheme(value as typeof colorScheme)}
      data={[
        { value: 'light', label: 'Light' },
        { value: 'dark', label: 'Dark' },
        { value: 'auto', label: 'System' },
      ]}
    />
  );
}
