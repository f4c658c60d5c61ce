import {
  IconActivity, IconAddressBook, IconAlertTriangle, IconArchive, IconBarbell, IconBell, IconBed, IconBook, IconBox, IconBriefcase, IconBuilding,
  IconBuildingCommunity, IconBuildingStore, IconCalendar, IconCamera, IconCar, IconCash, IconCategory, IconChartBar, IconChecklist,
  IconCircle, IconClipboard, IconClock, IconCreditCard, IconCurrencyDollar, IconDoor, IconFile, IconFileInvoice, IconFileText,
  IconFlag, IconFolder, IconGift, IconHeart, IconHome, IconId, IconKey, IconLink, IconList, IconMail, IconMap, IconMapPin, IconMessage,
  IconNote, IconPackage, IconPhone, IconReceipt, IconRefresh, IconSchool, IconSettings, IconShield, IconShoppingCart, IconSnowflake,
  IconStar, IconStethoscope, IconTag, IconTarget, IconTicket, IconTool, IconTruck, IconUser, IconUsers, IconUsersGroup, IconWallet, IconWorld,
  type Icon,
} from '@tabler/icons-react';

/** The icons that a package may name for its entities; others get a quiet circle. */
const icons: Record<string, Icon> = {
  activity: IconActivity, contact: IconAddressBook, 'address-book': IconAddressBook, alert: IconAlertTriangle, archive: IconArchive, barbell: IconBarbell, dumbbell: IconBarbell,
  bell: IconBell, bed: IconBed, book: IconBook, box: IconBox, briefcase: IconBriefcase, deal: IconBriefcase, handshake: IconBriefcase, building: IconBuilding, apartment: IconBuildingCommunity,
  community: IconBuildingCommunity, club: IconBuildingStore, store: IconBuildingStore, shop: IconBuildingStore, calendar: IconCalendar, camera: IconCamera,
  car: IconCar, cash: IconCash, banknote: IconCash, payment: IconCash, category: IconCategory, chart: IconChartBar, check: IconChecklist, checklist: IconChecklist, task: IconChecklist,
  circle: IconCircle, clipboard: IconClipboard, clock: IconClock, card: IconCreditCard, 'credit-card': IconCreditCard, dollar: IconCurrencyDollar, money: IconCurrencyDollar,
  door: IconDoor, visit: IconDoor, file: IconFile, invoice: IconFileInvoice, 'file-invoice': IconFileInvoice, document: IconFileText, 'file-text': IconFileText, flag: IconFlag,
  folder: IconFolder, gift: IconGift, heart: IconHeart, home: IconHome, house: IconHome, id: IconId, badge: IconId, 'id-card': IconId, key: IconKey, link: IconLink, list: IconList,
  mail: IconMail, map: IconMap, pin: IconMapPin, 'map-pin': IconMapPin, message: IconMessage, note: IconNote, package: IconPackage, phone: IconPhone,
  receipt: IconReceipt, refresh: IconRefresh, repeat: IconRefresh, school: IconSchool, settings: IconSettings, shield: IconShield, cart: IconShoppingCart,
  'shopping-cart': IconShoppingCart, snowflake: IconSnowflake, star: IconStar, stethoscope: IconStethoscope, tag: IconTag, target: IconTarget, funnel: IconTarget,
  ticket: IconTicket, tool: IconTool, wrench: IconTool, truck: IconTruck, user: IconUser, person: IconUser, users: IconUsers, people: IconUsers,
  team: IconUsersGroup, wallet: IconWallet, world: IconWorld, globe: IconWorld,
};

export const iconOf = (name: string): Icon => icons[name] ?? IconCircle;
